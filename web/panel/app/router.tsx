// The pages and their addresses. Each page loads when it is first opened; all but sign-in ask who is there.
import type { Action } from '@campus/campus-model';
import { authorise } from '@campus/campus-model';
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { openAlarmsQuery } from '../data/alarms.ts';
import { campusQuery, spaceQuery } from '../data/campus.ts';
import { queryClient, setOnSignedOut } from '../data/query-client.ts';
import { sessionQuery } from '../data/session.ts';
import { alarmSearch, bookSearch, floorSearch, signInSearch, trendSearch } from '../format/search.ts';
import { FailedPage, LoadingPage, MissingPage } from './fallback-pages.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: MissingPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  beforeLoad: async ({ search }) => {
    const identity = await queryClient.ensureQueryData(sessionQuery).catch(() => null);
    if (identity) throw redirect({ href: search.next ?? '/' });
  },
  component: lazyRouteComponent(() => import('../pages/sign-in.tsx'), 'SignInPage'),
});

const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ location }) => {
    const identity = await queryClient.ensureQueryData(sessionQuery);
    if (!identity) throw redirect({ to: '/sign-in', search: { next: nextOf(location.href) } });
    return { identity };
  },
  loader: async () => {
    void queryClient.prefetchQuery(openAlarmsQuery);
    await queryClient.ensureQueryData(campusQuery);
  },
  component: Shell,
});

function nextOf(href: string): string | undefined {
  return href === '/' ? undefined : href;
}

function need(action: Action) {
  return ({ context }: { context: { identity: Parameters<typeof authorise>[0] } }) => {
    if (!authorise(context.identity, action)) throw notFound();
  };
}

const overview = createRoute({
  getParentRoute: () => inside,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/overview.tsx'), 'OverviewPage'),
});

const floor = createRoute({
  getParentRoute: () => inside,
  path: '/buildings/$buildingId/floors/$floorId',
  validateSearch: floorSearch,
  component: lazyRouteComponent(() => import('../pages/floor.tsx'), 'FloorPage'),
});

const space = createRoute({
  getParentRoute: () => inside,
  path: '/spaces/$spaceId',
  loader: ({ params }) => queryClient.ensureQueryData(spaceQuery(params.spaceId)),
  component: lazyRouteComponent(() => import('../pages/space.tsx'), 'SpacePage'),
});

const alarms = createRoute({
  getParentRoute: () => inside,
  path: '/alarms',
  validateSearch: alarmSearch,
  component: lazyRouteComponent(() => import('../pages/alarms.tsx'), 'AlarmsPage'),
});

const trends = createRoute({
  getParentRoute: () => inside,
  path: '/trends',
  validateSearch: trendSearch,
  component: lazyRouteComponent(() => import('../pages/trends.tsx'), 'TrendsPage'),
});

const gateways = createRoute({
  getParentRoute: () => inside,
  path: '/gateways',
  component: lazyRouteComponent(() => import('../pages/gateways.tsx'), 'GatewaysPage'),
});

const books = createRoute({
  getParentRoute: () => inside,
  path: '/books',
  validateSearch: bookSearch,
  beforeLoad: need('books.read'),
  component: lazyRouteComponent(() => import('../pages/books.tsx'), 'BooksPage'),
});

const rules = createRoute({
  getParentRoute: () => inside,
  path: '/rules',
  beforeLoad: need('rule.read'),
  component: lazyRouteComponent(() => import('../pages/rules.tsx'), 'RulesPage'),
});

const audit = createRoute({
  getParentRoute: () => inside,
  path: '/audit',
  beforeLoad: need('audit.read'),
  component: lazyRouteComponent(() => import('../pages/audit.tsx'), 'AuditPage'),
});

const tree = root.addChildren([
  signIn,
  inside.addChildren([overview, floor, space, alarms, trends, gateways, books, rules, audit]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 300,
  scrollRestoration: true,
  defaultPendingComponent: LoadingPage,
  defaultErrorComponent: FailedPage,
  defaultNotFoundComponent: MissingPage,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

/** When an answer says that the session is over, the page goes to sign-in and comes back to its place after. */
export function leaveWhenSignedOut(): void {
  setOnSignedOut(() => {
    queryClient.setQueryData(sessionQuery.queryKey, null);
    void router.invalidate();
  });
}
