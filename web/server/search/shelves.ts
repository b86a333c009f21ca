// The things that are searched, kind by kind: how they are found, who may see them, how they are shown.
import type {
  Action,
  Alarm,
  Campus,
  Device,
  Point,
  Resource,
  RuleView,
  SearchItem,
  SearchKind,
} from '@campus/campus-model';
import type { CampusNames } from './campus-names.ts';
import type { SearchItems } from './search-items.ts';
import { type SearchNames, SearchTable } from './search-table.ts';

type Unranked = Omit<SearchItem, 'rank'>;

export interface Shelf {
  readonly kind: SearchKind;
  readonly table: SearchTable;
  readonly action: Action;
  readonly resourceOf: (row: number) => Resource;
  readonly itemOf: (row: number) => Unranked;
  /** Left out of the box: found by another name. */
  readonly isHidden?: (row: number) => boolean;
}

/** What things are called, and what is shown of them. */
export interface ShelfTools {
  readonly names: CampusNames;
  readonly items: SearchItems;
}

const noResource: Resource = {};
const whole = (action: Action) => ({ action, resourceOf: () => noResource });

/** Buildings, floors and spaces. */
export function placeShelves({ buildings, spaces }: Campus, { names, items }: ShelfTools): Shelf[] {
  const access = whole('campus.read');
  return [
    shelf('building', buildings, access, {
      names: (building) => names.ofBuilding(building),
      item: (building) => items.building(building),
    }),
    shelf('floor', names.floors(), access, {
      names: (floor) => names.ofFloor(floor),
      item: (floor) => items.floor(floor),
    }),
    shelf('space', [...spaces.values()], access, {
      names: (space) => names.ofSpace(space),
      item: (space) => items.space(space),
    }),
  ];
}

/** Equipment, people and gateways. */
export function thingShelves({ devices, people, gateways }: Campus, { names, items }: ShelfTools): Shelf[] {
  const resourceOf = ({ system, spaceId }: Device): Resource => ({ system, spaceId });
  return [
    shelf(
      'equipment',
      [...devices.values()],
      { action: 'point.read', resourceOf },
      {
        names: (device) => names.ofDevice(device),
        item: (device) => items.equipment(device),
      },
    ),
    shelf('person', people, whole('campus.read'), {
      names: (person) => names.ofPerson(person),
      item: (person) => items.person(person),
    }),
    shelf('gateway', [...gateways.values()], whole('gateway.read'), {
      names: ({ id, name, buildingId }) => names.ofNamed(id, name, null, buildingId),
      item: (gateway) => items.gateway(gateway),
    }),
  ];
}

export function ruleShelf(rules: readonly RuleView[], { names, items }: ShelfTools): Shelf {
  return shelf('rule', rules, whole('rule.read'), {
    names: ({ id, name }) => names.ofNamed(id, name, null),
    item: (rule) => items.rule(rule),
  });
}

/** `table` is that of the points, in their order. */
export function pointShelf(points: readonly Point[], table: SearchTable, { items }: ShelfTools): Shelf {
  return {
    kind: 'point',
    table,
    action: 'point.read',
    resourceOf: (row) => points[row]!,
    itemOf: (row) => items.point(points[row]!),
    // What is commanded is found as what it moves.
    isHidden: (row) => points[row]!.write !== undefined,
  };
}

export function alarmShelf(alarms: readonly Alarm[], { names, items }: ShelfTools): Shelf {
  const resourceOf = ({ system, spaceId }: Alarm): Resource => ({ system, spaceId });
  return shelf(
    'alarm',
    alarms,
    { action: 'alarm.read', resourceOf },
    {
      names: ({ ruleId, name, spaceId }) => names.ofNamed(ruleId, name, spaceId),
      item: (alarm) => items.alarm(alarm),
    },
  );
}

function shelf<T>(
  kind: SearchKind,
  things: readonly T[],
  { action, resourceOf }: { action: Action; resourceOf: (thing: T) => Resource },
  made: { names: (thing: T) => SearchNames; item: (thing: T) => Unranked },
): Shelf {
  return {
    kind,
    table: new SearchTable(things.map(made.names)),
    action,
    resourceOf: (row) => resourceOf(things[row]!),
    itemOf: (row) => made.item(things[row]!),
  };
}
