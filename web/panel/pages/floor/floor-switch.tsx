// Ways from a floor: buildings as a list to choose from, the whole building, and its floors as links.
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type BuildingView, type FloorView, useCampus } from '../../data/campus.ts';
import type { FloorLayer } from '../../format/search.ts';
import { useWords } from '../../i18n/index.ts';

interface FloorSwitchProps {
  readonly building: BuildingView;
  /** None on the page of the whole building. */
  readonly floor?: FloorView;
  readonly layer: FloorLayer;
}

export function FloorSwitch({ building, floor, layer }: FloorSwitchProps) {
  const { t } = useTranslation();
  const words = useWords();
  const params = { buildingId: building.id };
  return (
    <div className="floor-switch">
      <BuildingChoice building={building} floor={floor} layer={layer} />
      <nav aria-label={t('floor.floors')}>
        <ul className="floor-links">
          <li>
            <Link
              to="/buildings/$buildingId"
              params={params}
              search={{ layer }}
              activeOptions={{ exact: true }}
              className="chip"
              aria-current={floor ? undefined : 'page'}
            >
              {t('floor.wholeBuilding')}
            </Link>
          </li>
          {building.floors.map(({ id, name }) => (
            <li key={id}>
              <Link
                to="/buildings/$buildingId/floors/$floorId"
                params={{ ...params, floorId: id }}
                search={{ layer }}
                className="chip"
                aria-current={id === floor?.id ? 'page' : undefined}
              >
                {words(name)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}

/** Another building is shown as this one is: as a whole, or its lowest floor. */
function BuildingChoice({ building, floor, layer }: FloorSwitchProps) {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const { buildings } = useCampus();
  const goTo = (buildingId: string) => {
    const first = buildings.find(({ id }) => id === buildingId)?.floors[0];
    if (floor && first)
      void navigate({
        to: '/buildings/$buildingId/floors/$floorId',
        params: { buildingId, floorId: first.id },
        search: { layer },
      });
    else void navigate({ to: '/buildings/$buildingId', params: { buildingId }, search: { layer } });
  };
  return (
    <select
      className="input"
      aria-label={t('floor.buildings')}
      value={building.id}
      onChange={(event) => goTo(event.target.value)}
    >
      {buildings.map(({ id, name }) => (
        <option key={id} value={id}>
          {words(name)}
        </option>
      ))}
    </select>
  );
}
