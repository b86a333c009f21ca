// The ways to the pages: a rail on wide screens, a tab bar on phones.
import { authorise } from '@campus/campus-model';
import { Link, type LinkProps, useRouter, useRouterState } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../components/icon.tsx';
import { useCampus, usePlaces } from '../data/campus.ts';
import { useIdentity } from '../data/session.ts';
import { spacesOf } from '../format/totals.ts';

interface Way {
  readonly name:
    | 'overview'
    | 'plans'
    | 'boards'
    | 'alarms'
    | 'trends'
    | 'gateways'
    | 'books'
    | 'commissioning'
    | 'rules'
    | 'audit';
  readonly icon: IconName;
  readonly link: LinkProps;
}

/** Ways that everyone has; the tab bar of a phone holds just these. */
function useMainWays(): Way[] {
  const plan = useFirstPlan();
  return [
    { name: 'overview', icon: 'overview', link: { to: '/', activeOptions: { exact: true } } },
    ...(plan ? [{ name: 'plans', icon: 'plans', link: plan } as const] : []),
    { name: 'boards', icon: 'boards', link: { to: '/boards' } },
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
  if (authorise(identity, 'commission')) {
    ways.push({ name: 'commissioning', icon: 'commissioning', link: { to: '/commissioning' } });
  }
  if (authorise(identity, 'rule.read')) ways.push({ name: 'rules', icon: 'rules', link: { to: '/rules' } });
  if (authorise(identity, 'audit.read')) ways.push({ name: 'audit', icon: 'audit', link: { to: '/audit' } });
  return ways;
}

export interface PageWay {
  /** Its name in the catalogues. */
  readonly key: `nav.${Way['name']}` | 'nav.help';
  readonly href: string;
}

/** All pages that the person may open, for the search box. */
export function usePageWays(): readonly PageWay[] {
  const router = useRouter();
  const ways = [...useMainWays(), ...useStaffWays()];
  const key = ways.map(({ name }) => name).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is its key
  return useMemo(
    () => [
      ...ways.map(
        ({ name, link }): PageWay => ({ key: `nav.${name}`, href: router.buildLocation(link).href }),
      ),
      { key: 'nav.help', href: '/help' },
    ],
    [key, router],
  );
}

/** A teacher's plans begin on the floor of her room; everyone else's with the building that has the most spaces. */
function useFirstPlan(): LinkProps | null {
  const { buildings } = useCampus();
  const places = usePlaces();
  const [own] = useIdentity().spaces;
  const place = own ? places.get(own) : undefined;
  if (place) {
    const params = { buildingId: place.building.id, floorId: place.floor.id };
    return { to: '/buildings/$buildingId/floors/$floorId', params };
  }
  const [largest] = [...buildings].sort((a, b) => spacesOf(b).length - spacesOf(a).length);
  return largest ? { to: '/buildings/$buildingId', params: { buildingId: largest.id } } : null;
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
