import { geoMercator } from "d3-geo";
import { expect, test } from "vitest";
import { seenOn, touch } from "../src/world";

const mapOf = (lon: number, lat: number, reach: number) => {
  const corners = [[lon - reach, lat - reach], [lon + reach, lat + reach]];
  return geoMercator().fitExtent([[14, 14], [346, 246]], { type: "MultiPoint", coordinates: corners });
};

test("a map knows what it shows", () => {
  const [west, south, east, north] = seenOn(mapOf(69, 35, 3), 360, 260);
  expect([west < 66, south < 32, east > 72, north > 38]).toEqual([true, true, true, true]);
  expect([west > 55, east < 85]).toEqual([true, true]);
});

test.each([["Suva", 178.4, -18.1], ["Gisborne", 178, -38.7], ["Anadyr", 177.5, 64.7]])("beyond the 180th meridian it may show all around: %s", (_, lon, lat) => {
  const seen = seenOn(mapOf(lon, lat, 5), 360, 260);
  expect([seen[0], seen[2]]).toEqual([-180, 180]);
  expect(touch([113, -43, 153, -10], [seen[0], -50, seen[2], 0])).toBe(true);
});

test("of a map that is the world over and over, too", () => {
  expect(seenOn(geoMercator().scale(20).translate([180, 130]), 360, 260).filter((_, n) => n % 2 === 0)).toEqual([-180, 180]);
});
