// The server's answers by name. Their shapes come from openapi.json, so a field that the server drops fails `npm run check`.
import type { components } from "./openapi";

type Schemas = components["schemas"];
export type Act = Schemas["Act"];
export type ActorList = Schemas["ActorList"];
export type ActorPage = Schemas["ActorPage"];
export type Claim = Schemas["Claim"];
export type ClaimCard = Schemas["ClaimCard"];
export type Decided = Schemas["Decided"];
export type DocumentHead = Schemas["DocumentHead"];
export type DocumentList = Schemas["DocumentList"];
export type DocumentPage = Schemas["DocumentPage"];
export type ExplorePage = Schemas["ExplorePage"];
export type Foreseen = Schemas["Foreseen"];
export type Figure = Schemas["Figure"];
export type Inbox = Schemas["Inbox"];
export type Incident = Schemas["Incident"];
export type IncidentPage = Schemas["IncidentPage"];
export type IncidentRow = Schemas["IncidentRow"];
export type Job = Schemas["Job"];
export type JobList = Schemas["JobList"];
export type Participant = Schemas["Participant"];
export type Place = Schemas["Place"];
export type PlaceChoice = Schemas["PlaceChoice"];
export type Preview = Schemas["Preview"];
export type Problem = Schemas["Problem"];
export type Quantity = Schemas["Quantity"];
export type Question = Schemas["Question"];
export type RunPage = Schemas["RunPage"];
export type Session = Schemas["Session"];
export type Settled = Schemas["Settled"];
export type SourceFigure = Schemas["SourceFigure"];
export type SourceList = Schemas["SourceList"];
export type SourcePage = Schemas["SourcePage"];
export type Then = Schemas["Then"];
export type Town = Schemas["Town"];
export type Time = Schemas["Time"];
export type Why = Schemas["Why"];

/** Start and end in code points of a document's text, the end not included. */
export type Span = [number, number];
export type Point = ExplorePage["points"][number];
export type DecisionKind = Schemas["Deciding"]["kind"];
