// Where a thing that was found stands in the panel. Pure.
import type { SearchItem } from '@campus/campus-model';

const part = encodeURIComponent;

/** An address of the panel; null for what can only be done. */
export function hrefOf(item: SearchItem): string | null {
  const { kind, id, spaceId, buildingId, floorId } = item;
  switch (kind) {
    case 'order':
      return null;
    case 'alarm':
      return `/alarms?alarm=${part(id)}`;
    case 'space':
      return `/spaces/${part(id)}`;
    case 'floor':
      return `/buildings/${part(buildingId ?? '')}/floors/${part(floorId ?? id)}`;
    case 'building':
      return `/buildings/${part(id)}`;
    case 'equipment':
      return `/spaces/${part(spaceId ?? '')}?device=${part(id)}`;
    case 'point':
      return `/spaces/${part(spaceId ?? '')}?point=${part(id)}`;
    case 'person':
      return spaceId ? `/spaces/${part(spaceId)}` : null;
    case 'gateway':
      return `/gateways?gateway=${part(id)}`;
    case 'rule':
      return `/rules?rule=${part(id)}`;
  }
}
