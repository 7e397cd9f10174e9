// The countries of the world, fetched once from the workbench itself.
import type { Feature, FeatureCollection, Geometry } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import url from "./assets/world.json?url";

export type Country = Feature<Geometry, { name: string }>;
let asked: Promise<Country[]> | null = null;

export function countries(): Promise<Country[]> {
  asked ??= fetch(url)
    .then((response) => response.json() as Promise<Topology<{ countries: GeometryCollection<{ name: string }> }>>)
    .then((world) => (feature(world, world.objects.countries) as FeatureCollection<Geometry, { name: string }>).features);
  return asked;
}

export const KM_OF_DEGREE = 111.2;
