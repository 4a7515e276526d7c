/**
 * The types of a page's data, as `maps` writes it, and of what the script's parts hand each other.
 * The script names them in its JSDoc; this file never reaches a page.
 */

/** The map that folium's part of the page makes, just before this script. */
declare const page_map: L.Map;

/** Latitude and longitude in whole steps of 1e-5 degree, each but the first a step from the last. */
type Ring = number[];
type LatLng = [number, number];
/** Pixels from the left and from the top. */
type Point = [number, number];
/** The state of a verdict: can lean, can lean if, cannot, unknown. */
type LeanState = "ok" | "als" | "deels" | "niet" | "onbekend";

/* ---- the page's data ---- */

/** Each different text once and its number per row, -1 where it is missing. */
interface Coded {
  of: number[];
  words: string[];
  /** Where given, a word is "form~number~number": the form's `~` stand for the numbers. */
  forms?: string[];
}

interface PageFacts {
  /** The municipality's code, null on the page of the whole area. */
  gm: string | null;
  area: string;
  edition: string;
  reception: string;
  limitMin: number;
  /** How one travels to a mother location, in a word. */
  motherMode: string;
  tiles: boolean;
  notDrawn: number;
  mapCredit: string;
  /** Whether the longest texts stand on the pages of the gemeenten only. */
  folded: boolean;
  /** The plan that a page opens with, -1 for none. */
  plan: number;
  hasCells: boolean;
}

interface Criterion {
  id: string;
  label: string;
  weight: number;
  mode: string;
  unit: string;
}

/** One of the `count` values that a criterion (`c`) is the mean of. */
interface Part {
  c: number;
  category: string;
  label: string;
  count: number;
}

/** All sites, a column per field; -1 stands for unknown, minutes and metres are whole, as they are shown. */
interface SiteColumns<Values> {
  id: string[];
  name: string[];
  lat: number[];
  lon: number[];
  own: string;
  cell: string;
  /** A 1 for what is drawn as a hexagon. */
  area: string;
  kind: Coded;
  places: number[];
  gm: Coded;
  candidates: Coded;
  kern: Coded;
  status: Coded;
  targets: Coded;
  from: Coded;
  until: Coded;
  state: Coded;
  /** An index of the groups and of the heads, -1 where that is not known. */
  group: number[];
  head: number[];
  answer: Coded;
  hub: number[];
  min: number[];
  low: number[];
  high: number[];
  /** Per part the values 0..1, NaN where unknown. */
  values: Values[];
  raw: number[][];
  place: number[][];
  flags: number[][];
  functions: string[];
  answers: Coded[];
  states: Coded[];
  texts: Record<string, Coded>;
  numbers: Record<string, number[]>;
}

interface Hub {
  id: string;
  name: string;
  label: string;
  lat: number;
  lon: number;
  /** Metres that the true position may lie away. */
  accuracy: number;
  mother: boolean;
  areaOnly: boolean;
  isNew: boolean;
  facts: [string, string][];
}

/** Whole minutes from every site to one mother location by one mode, -1 where unknown. */
interface HubMinutes {
  hub: number;
  mode: string;
  min: number[];
}

interface Places {
  name: Coded;
  category: Coded;
  gm: Coded;
  lat: number[];
  lon: number[];
  modelled: string;
  notDrawn: number;
}

interface BaseShape {
  name: string;
  filled: Ring[];
  lines: Ring[];
}

/** Text, latitude, longitude, kind, and a 1 for what lies outside the page's area. */
type PlaceLabel = [string, number, number, LabelKind, number];
type LabelKind = "hoofd" | "groot" | "middel" | "klein" | "streek";

interface Base {
  /** South, west, north, east. */
  box: [number, number, number, number];
  areas: { home: boolean; rings: Ring[] }[];
  shapes: BaseShape[];
  streets: BaseShape[];
  labels: PlaceLabel[];
  /** Latitude, longitude and metres: where people about live, where no layer says so. */
  tints: [number, number, number][];
  stations: [string, number, number][];
}

interface Isochrone {
  hub: number;
  mode: string;
  min: number;
  /** From the mother location, in place of to it. */
  away: boolean;
  rings: Ring[];
}

/** What lies within some minutes of a site; of the best ones, as far as the page has room. */
interface SiteArea {
  site: number;
  mode: string;
  minutes: number;
  rings: Ring[];
}

/** Mother location, places it can hold (-1: unknown), places that lean on it, and on what basis. */
type Room = [number, number, number, string];

interface Plan {
  name: string;
  sites: number[];
  /** The letter of each site on map, card and list; A is the best ranked of the plan. */
  letters: string[];
  /** The row of what each site leans on, -1 for a site by itself. */
  hubs: number[];
  places: number[];
  min: number[];
  /** Per site what happens when it falls away, empty where nobody asked. */
  gone: string[];
  /** A 1 where a mobile team comes by. */
  team: string;
  room: Room[];
}

type OftenKind = "altijd" | "soms" | "zelden";

/** In how many draws the sites of a page are in a plan; `kind` has a digit per row. */
interface OftenData {
  draws: number;
  rows: number[];
  times: number[];
  kind: string;
  words: string[];
}

interface OftenNow {
  kind: OftenKind;
  times: number;
  draws: number;
  words: string;
}

/** One choice; per criterion in the strip: start, width and fill (-1 is unknown), in steps. */
interface ChoiceCard {
  site: string;
  mark: string;
  name: string;
  score: string;
  leans: string;
  needs: string;
  strip: [number, number, number][];
}

interface ChoiceCards {
  title: string;
  note: string;
  shared: string;
  reception: string;
  items: string[];
  cards: ChoiceCard[];
}

type BoardKey = "name" | "task" | "computed" | "existing" | "planned" | "to_realise" | "in_plan" | "agreed" | "left"
  | "next_end";

/** The scoreboard by column, rows in its own first order; -1 is unknown. */
interface Board {
  names: string[];
  /** The row of each gemeente among the areas of the map, -1 for one that is not drawn. */
  areas: number[];
  task: number[];
  computed: number[];
  existing: number[];
  planned: number[];
  to_realise: number[];
  todoClass: number[];
  /** The first day on which something ends, ISO; "" for none. */
  ends: string[];
  /** A 1 where of a location nobody knows the places. */
  open: string;
  target: number;
  /** Places per choice of the plan and per gemeente. */
  found: number[][];
  /** What counts by agreements, per choice of the plan and per gemeente; below 0 it counts for another. */
  agreed: number[][];
  /** Places at partners outside the area, per choice of the plan. */
  outside: number[];
}

/** What the top of the page says while a plan, or none, is shown; the words are Python's. */
interface StoryView {
  rest: string;
  label: string;
  value: string;
  note: string;
  /** The bar: class and percentage. */
  parts: [string, number][];
  marks: [string, number][];
  text: string;
}

interface Ledger {
  on: string;
  target: number | null;
  counters: string[];
  silent: string[];
  /** That crisis places never count; empty in an area that keeps none. */
  cnoApart: string;
  cnoFirst: string;
  days: string[];
  /** Per day four numbers for each counter: existing, planned, other, lines to be checked. */
  area: number[][];
  town: number[][];
}

interface Colours {
  classes: string[];
  /** Of the classes of what is still to be realised, from nothing to most. */
  todo: string[];
  radius: number[];
  outline: string;
  uncertain: string;
  unknown: string;
  selected: string;
  facility: string;
  hub: string;
  land: string;
  abroad: string;
  border: string;
  nearBorder: string;
  /** The colours of the classes where the gemeente is uncertain. */
  faded: string[];
  fadedUnknown: string;
  plan: string;
  street: string;
  [shape: string]: string | string[] | number[];
}

/** The JSON in the page. */
interface PageJson<Values = string> {
  page: PageFacts;
  criteria: Criterion[];
  parts: Part[];
  sites: SiteColumns<Values>;
  hubs: Hub[];
  /** Long words of names, with the places where they may break. */
  soft: Record<string, string>;
  hubMinutes: HubMinutes[];
  places: Places;
  categories: Record<string, string>;
  modes: Record<string, string>;
  /** The sectors that the numbers `labour.0` ... are of; null where they were not computed. */
  work: { sectors: string[]; reach: string; source: string; urbanity: string } | null;
  /** The lowest scores of the first four score classes, from sites/base/score_classes.py. */
  classBounds: number[];
  /** The names of the groups of the list, and of where a site stands against the first of its. */
  groups: string[];
  heads: string[];
  gm: Record<string, string>;
  base: Base;
  isochrones: Isochrone[];
  siteAreas: SiteArea[];
  /** Minutes that are counted for these sites, without an area on this page. */
  undrawn: { mode: string; minutes: number; sites: number[] }[];
  /** How far one comes from every site; null where travel is over streets. */
  siteCircle: { mode: string; minutes: number; metres: number } | null;
  plan: Plan[];
  often: OftenData | null;
  board: Board | null;
  story: { views: StoryView[]; without: StoryView };
  ledger: Ledger | null;
  ovLines: { site: number; line: string; rings: Ring[] }[];
  colours: Colours;
  /** The corners of a search cell, counted from its middle: latitude and longitude in 1e-5 degree. */
  cellCorners: [number, number][];
  /** How far one comes in some minutes, as the crow flies. */
  ring: { min: number; mode: string; metres: number; streets: boolean };
  notExamined: string;
}

/** The page's data, decoded. */
interface PageData extends PageJson<Float64Array> {
  count: number;
  isOwn: (row: number) => boolean;
  isArea: (row: number) => boolean;
  isCell: (row: number) => boolean;
  lat: (row: number) => number;
  lon: (row: number) => number;
  state: (row: number) => LeanState;
  rowOf: Map<string, number>;
}

/* ---- what the reader chose and what follows ---- */

/** A column of the list. */
type ColumnKey = "rank" | "name" | "area" | "places" | "leans" | "min" | "score";
/** What the list can be sorted by: a column, or the firms of a sector of `work`. */
type SortKey = ColumnKey
  | "work0" | "work1" | "work2" | "work3" | "work4" | "work5" | "work6" | "work7";

interface ReaderState {
  weights: number[];
  places: number;
  gm: string;
  mode: string;
  within: number;
  leans: string;
  status: string;
  /** How urban the gemeente is, in words; and "open" or "geen" for the obstacles. */
  urban: string;
  notes: string;
  sort: SortKey;
  down: boolean;
  page: number;
  site: number;
  hub: number;
  facilities: string;
  isochrone: string;
  /** Which area of the chosen site is drawn: "fietsen 15". */
  reach: string;
  plan: number;
  /** The rows of the sites that are compared. */
  compare: number[];
  ring: boolean;
  /** Only what the plan on show has. */
  inPlan: boolean;
  /** How the scoreboard is sorted: a column, "-" before it the other way round; "" as it starts. */
  board: string;
  /** Whether the map with sites has the colours of the scoreboard. */
  boardMap: boolean;
  /** "lat_lon_zoom" once the reader has moved the map. */
  view: string;
}

interface Ranking {
  /** What the reader gave each criterion. */
  weights: number[];
  /** Per row, NaN where no weighed part is known. */
  score: Float64Array;
  /** The share of the weights that is known. */
  known: Float64Array;
  /** Rows with a rank, best first. */
  order: number[];
  /** 1 is best, 0 is none. */
  rank: Int32Array;
  /** The fixed class of the score, 1 the highest; 0 is unknown. */
  scoreClass: Int8Array;
}

interface Shown {
  /** A 1 per row that passes the filters. */
  visible: Uint8Array;
  /** Rows that pass: those with a rank first, best first. */
  shown: number[];
  /** The rows that get a number on the map. */
  top: number[];
}

type ViewNow = Ranking & Shown;

/* ---- marks on a picture ---- */

type PlaceMode = "fixed" | "name" | "badge" | "middle" | "must" | "near" | "still";
type TextKind = LabelKind | "moeder" | "rand" | "plek" | "stationsnaam";
type MarkKind = TextKind | "hub" | "rang" | "plan" | "station";

/** Something to place: its anchor, its size, and how it may move; see placement.py. */
interface Mark {
  x: number;
  y: number;
  width: number;
  height: number;
  mode: PlaceMode;
  gap?: number;
  /** The place in the row of the earlier mark that it belongs to, -1 for none. */
  of?: number;
}

/** A mark that is drawn: a number, a name or minutes. */
interface DrawnMark extends Mark {
  kind: MarkKind;
  text: string;
  row?: number;
  isNew?: boolean;
  isSure?: boolean;
  /** Outside the page's area. */
  away?: boolean;
}

type AnyMark = Mark & Partial<DrawnMark>;

/** A line from a site to what it leans on. */
interface Spoke {
  row: number;
  hub: number;
  min: number;
  dashed: boolean;
}

/** How large the marks of one kind of picture are. */
interface MarkSizes {
  hub: number;
  hubNameGap: number;
  badge: number;
  badgeWidth: (signs: number) => number;
  station: number;
  stationGap: number;
  /** How high a line of a kind of text is. */
  text: (kind: TextKind) => number;
}

/** A window on the map: the screen, or the drawing on paper. */
interface Picture {
  width: number;
  height: number;
  at: (lat: number, lon: number) => Point;
  /** How many pixels a kilometre takes. */
  kmWide: number;
  textWidth: (text: string, kind: TextKind) => number;
  sizes: MarkSizes;
  /** What stands there already and keeps marks away. */
  corners: Mark[];
}

/** The nearest search cell to a place that the reader asked about. */
interface NearestCell {
  row: number;
  dist: number;
  latlng: L.LatLng;
}
