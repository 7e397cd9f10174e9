// The countries of the world, fetched once from the workbench itself.
import { geoGraticule10, geoNaturalEarth1, geoPath, type GeoProjection } from "d3-geo";
import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import url from "./assets/world.json?url";

/** West, south, east, north: degrees. A country across the 180th meridian reaches around the world. */
export type Reach = [west: number, south: number, east: number, north: number];
export type Country = Feature<Geometry, { name: string }> & { reach: Reach };
let asked: Promise<Country[]> | null = null;

export function countries(): Promise<Country[]> {
  asked ??= fetch(url)
    .then((response) => response.json() as Promise<Topology<{ countries: GeometryCollection<{ name: string }> }>>)
    .then((world) => (feature(world, world.objects.countries) as FeatureCollection<Geometry, { name: string }>).features)
    .then((found) => found.map((country) => ({ ...country, reach: reachOf(country.geometry) })));
  return asked;
}

/** Whether two stretches of the earth may touch. Maps draw only countries that do: cutting one away costs as much as drawing it. */
export function touch(a: Reach, b: Reach): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}

/** The projection of the map of the world, as it is drawn once; fine enough that no border strays by two pixels where that map is nearest. */
export const WORLD = geoNaturalEarth1().precision(0.01).fitSize([900, 560], { type: "Sphere" });

export interface Drawn {
  country: Country;
  shape: Path2D;
  /** Left, top, right, bottom in `WORLD`. */
  box: [left: number, top: number, right: number, bottom: number];
}
let drawing: { lines: Path2D; lands: Drawn[] } | null = null;

/** The lines of the globe and the countries in `WORLD`. To project them takes many times as long as to draw them, so that is done once. */
export function drawnWorld(world: readonly Country[]): { lines: Path2D; lands: Drawn[] } {
  const path = geoPath(WORLD);
  drawing ??= {
    lines: new Path2D(path(geoGraticule10()) ?? ""),
    lands: world.map((country) => {
      const [[left, top], [right, bottom]] = path.bounds(country);
      return { country, shape: new Path2D(path(country) ?? ""), box: [left, top, right, bottom] };
    }),
  };
  return drawing;
}

/** What of the earth a map of this size shows: west and east as they are drawn, all around where it reaches beyond the 180th meridian. */
export function seenOn(projection: GeoProjection, width: number, height: number): Reach {
  const [west, north] = projection.invert?.([0, 0]) ?? [-180, 90];
  const [east, south] = projection.invert?.([width, height]) ?? [180, -90];
  const around = width >= 2 * Math.PI * projection.scale();
  return west < east && !around ? [west, south, east, north] : [-180, south, 180, north];
}

function reachOf(geometry: Geometry): Reach {
  const reach: Reach = [Infinity, Infinity, -Infinity, -Infinity];
  const look = (rings: Position[][]): void => {
    // Holes lie within the first ring.
    for (const [lon, lat] of (rings[0] ?? []) as [number, number][]) {
      if (lon < reach[0]) reach[0] = lon;
      if (lat < reach[1]) reach[1] = lat;
      if (lon > reach[2]) reach[2] = lon;
      if (lat > reach[3]) reach[3] = lat;
    }
  };
  if (geometry.type === "Polygon") look(geometry.coordinates);
  else if (geometry.type === "MultiPolygon") geometry.coordinates.forEach(look);
  return reach;
}

export const KM_OF_DEGREE = 111.2;
