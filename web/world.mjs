// Natural Earth's countries at 1:50 million, made small enough to travel with the pages: in world-atlas, out src/assets/world.json.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { quantize } from "topojson-client";
import { filter, filterWeight, presimplify, simplify } from "topojson-simplify";

const LEAST_AREA = 6e-5; // steradians would be smaller still; in square degrees, a corner this small is not seen at any zoom we offer
const source = createRequire(import.meta.url).resolve("world-atlas/countries-50m.json");
const whole = presimplify(JSON.parse(readFileSync(source, "utf8")));
delete whole.objects.land;
const simple = simplify(filter(whole, filterWeight(whole, 0.01)), 0.004);
mkdirSync(new URL("src/assets/", import.meta.url), { recursive: true });
writeFileSync(new URL("src/assets/world.json", import.meta.url), JSON.stringify(quantize(simple, 2e4)));
