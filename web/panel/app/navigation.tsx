// The ways to the pages: a rail on wide screens, a tab bar on phones.
import { authorise } from '@campus/campus-model';
import { Link, type LinkProps, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../components/icon.tsx';
import { useCampus, usePlaces } from '../data/campus.ts';
import { useIdentity } from '../data/session.ts';
import { spacesOf } from '../format/totals.ts';

interface Way {
  readonly name: 'overview' | 'plans' | 'alarms' | 'trends' | 'gateways' | 'books' | 'rules' | 'audit';
  readonly icon: IconName;
  readonly link: LinkProps;
}

/** Ways that everyone has; the tab bar of a phone holds just these. */
function useMainWays(): Way[] {
  const plan = useFirstPlan();
  return [
    { name: 'overview', icon: 'overview', link: { to: '/', activeOptions: { exact: true } } },
    ...(plan
      ? [
          {
            name: 'plans',
            icon: 'plans',
            link: { to: '/buildings/$buildingId/floors/$floorId', params: plan },
          } as const,
        ]
      : []),
    { name: 'alarms', icon: 'alarms', link: { to: '/alarms' } },
    { name: 'trends', icon: 'trends', link: { to: '/trends' } },
    { name: 'gateways', icon: 'gateways', link: { to: '/gateways' } },
  ];
}

/** Ways for those who may go them. */
export function useStaffWays(): Way[] {
  const identity = useIdentity();
  const ways: Way[] = [];
  if (authorise(identity, 'books.read')) ways.push({ name: 'books', icon: 'books', link: { to: '/books' } });
  if (authorise(identity, 'rule.read')) ways.push({ name: 'rules', icon: 'rules', link: { to: '/rules' } });
  if (authorise(identity, 'audit.read')) ways.push({ name: 'audit', icon: 'audit', link: { to: '/audit' } });
  return ways;
}

/** A teacher's plans begin where her room is; everyone else's in the building with the most spaces. */
function useFirstPlan(): { buildingId: string; floorId: string } | null {
  const { buildings } = useCampus();
  const places = usePlaces();
  const [own] = useIdentity().spaces;
  const place = own ? places.get(own) : undefined;
  const [largest] = [...buildings].sort((a, b) => spacesOf(b).length - spacesOf(a).length);
  const building = place?.building ?? largest;
  const floor = place?.floor ?? building?.floors[0];
  return building && floor ? { buildingId: building.id, floorId: floor.id } : null;
}

export function Rail() {
  const { t } = useTranslation();
  return (
    <nav className="rail" aria-label={t('nav.label')}>
      <Ways ways={[...useMainWays(), ...useStaffWays()]} />
    </nav>
  );
}

export function Tabs() {
  const { t } = useTranslation();
  return (
    <nav className="tabs" aria-label={t('nav.label')}>
      <Ways ways={useMainWays()} />
    </nav>
  );
}

function Ways({ ways }: { ways: readonly Way[] }) {
  const { t } = useTranslation();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const isOnPlan = path.startsWith('/buildings/');
  return (
    <ul>
      {ways.map(({ name, icon, link }) => (
        <li key={name}>
          <Link {...link} className={`nav-link${name === 'plans' && isOnPlan ? ' active' : ''}`}>
            <Icon name={icon} />
            {t(`nav.${name}`)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
