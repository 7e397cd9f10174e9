"""`ascribe serve`: the workbench, in a browser on this machine."""

from __future__ import annotations

import gc
import signal
import socket
import threading
from contextlib import closing
from pathlib import Path

import click

from ascribe.cli.options import store_option


@click.command()
@click.argument("folder", metavar="[STORE_DIR]", required=False, type=click.Path(path_type=Path))
@store_option
@click.option("--port", type=click.IntRange(0, 65535), default=8010, show_default=True, help="Port; 0 takes any that is free.")
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@click.option("--read-only", is_flag=True, help="Show the store and let nothing be decided; other programs may read it meanwhile.")
@click.option("--allow-fetch", is_flag=True, help="Let people open addresses on the network; off by default.")
def serve(folder: Path | None, store: Path, port: int, no_browser: bool, read_only: bool, allow_fetch: bool) -> None:
    """Open the workbench on a store.

    Of a new or empty folder that is named it makes a store first, for documents that are dropped into the workbench.

    Prints an address that opens one browser, and opens it there; whenever one was used, the next is printed. Listens on this machine
    only. Ctrl-C ends it.
    """
    with listening_on(port) as listening:
        if folder is not None and not read_only:
            _make_new(folder)
        open_workbench(folder or store, listening, browser=not no_browser, read_only=read_only, allow_fetch=allow_fetch)


def open_workbench(folder: Path, listening: socket.socket, *, browser: bool, read_only: bool = False, allow_fetch: bool = False) -> None:
    """Prints the address of the workbench on the store in `folder` and serves it, until Ctrl-C."""
    import uvicorn

    from ascribe.pipeline_incidents import update_incidents
    from ascribe.serve.app import workbench
    from ascribe.serve.security import Keys
    from ascribe.serve.site import Settings, Site
    from ascribe.store import open_store
    from ascribe.store.served import served

    base = f"http://127.0.0.1:{listening.getsockname()[1]}"
    keys = Keys(on_entry=lambda token: click.echo(f"for another browser: {base}/inbox?token={token}", err=True))
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _ended)  # uvicorn raises it again when it has ended, and then what is below is closed
    with open_store(folder, create=False, read_only=read_only) as opened:
        if not read_only:
            click.echo("bringing incidents up to date", err=True)
            update_incidents(opened)
        site = Site(opened, Settings(fetch=allow_fetch, csrf=keys.csrf))
        site.warm()
        # What was gathered stays: a collection that looks through all of it again and again would hold up whoever asks meanwhile.
        gc.collect()
        gc.freeze()
        config = uvicorn.Config(workbench(site, keys), log_level="error", access_log=False, lifespan="off", server_header=False)
        with served(opened.path, base, read_only=read_only), closing(site):
            address = f"{base}/inbox?token={keys.token}"
            click.echo(address)
            if browser:
                click.launch(address)
            uvicorn.Server(config).run(sockets=[listening])


def _make_new(folder: Path) -> None:
    """Makes an empty store of a folder that is new or empty, having said so; others are left as they are."""
    from ascribe.store import open_store

    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        click.echo(f"there is no store in {folder} yet; making an empty one", err=True)
        open_store(folder).close()


def _ended(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def listening_on(port: int) -> socket.socket:
    """A socket that listens on this machine's own address only; 0 takes any port that is free."""
    # Named as TCP, else asyncio lets small packets wait for each other, and every answer comes 40 ms late.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen()  # a browser that is opened before the server answers waits, and is not refused
    except OSError as error:
        listening.close()
        raise click.ClickException(
            f"port {port} cannot be had ({error.strerror}); give another with --port, or 0 for any that is free"
        ) from None
    return listening
