"""Pages, feeds and archives that tests read; every word in them is made up."""

from __future__ import annotations

import io

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

STORY = (
    "The Northern Front said on Thursday that its men had killed 350 raiders near the mouth of the valley and taken more than 40 prisoner.",
    "A commission member said the valley was surrounded and would be attacked if the talks failed, a claim that could not be checked.",
    "Residents reached by telephone said they had heard shelling all night and that several families had left for the capital.",
)
META_DATE = '<meta property="article:published_time" content="2021-09-02T10:00:00+04:30">'


def page(*extra: str, head: str = META_DATE, lang: str = "en") -> str:
    """A news page with the story, and more elements after its second paragraph."""
    first, second, third = (f"<p>{p}</p>" for p in STORY)
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Valley falls - Example Wire</title>'
        f'<meta property="og:site_name" content="Example Wire"><link rel="canonical" href="https://wire.example/valley">{head}</head>'
        "<body><nav><ul><li><a href='/'>Home</a></li><li><a href='/world'>World</a></li></ul></nav>"
        f"<article><h1>Valley falls, rebels say</h1>{first}{second}{''.join(extra)}{third}</article>"
        "<footer><p>&copy; 2019 Example Wire. All rights reserved.</p></footer></body></html>"
    )


def warc(
    payloads: list[str | bytes], *, gzip: bool = True, content_type: str = "text/html; charset=utf-8", status: str = "200 OK"
) -> tuple[bytes, list[int]]:
    """An archive of responses with these payloads, and where each record begins."""
    out, starts = io.BytesIO(), []
    writer = WARCWriter(out, gzip=gzip)
    for i, payload in enumerate(payloads):
        starts.append(out.tell())
        data = payload.encode() if isinstance(payload, str) else payload
        headers = StatusAndHeaders(status, [("Content-Type", content_type)], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            f"https://wire.example/{i}", "response", payload=io.BytesIO(data), http_headers=headers, length=len(data),
            warc_headers_dict={"WARC-Date": "2021-09-05T00:00:00Z", "WARC-Record-ID": f"<urn:uuid:00000000-0000-0000-0000-{i:012d}>"},
        )  # fmt: skip
        writer.write_record(record)
    return out.getvalue(), starts


def rss(*items: str, title: str = "Example Wire") -> str:
    """A feed with these items' inner XML."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{title}</title><language>en-gb</language>{''.join(f'<item>{i}</item>' for i in items)}</channel></rss>"
    )
