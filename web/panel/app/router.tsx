// The pages and their addresses. Each page loads when it is first opened; all but sign-in ask who is there.
import type { Action } from '@campus/campus-model';
import { authorise, errorTable } from '@campus/campus-model';
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { boardSearch, boardsSearch } from '../board/search.ts';
import { openAlarmsQuery } from '../data/alarms.ts';
import { boardQuery } from '../data/boards.ts';
import { campusQuery, spaceQuery } from '../data/campus.ts';
import { ApiError } from '../data/http.ts';
import { commandPlace, pointPlace } from '../data/places.ts';
import { queryClient, setOnSignedOut } from '../data/query-client.ts';
import { sessionQuery } from '../data/session.ts';
import { commissioningSearch, gatewaySearch, ruleSearch, spaceSearch } from '../format/deep-links.ts';
import {
  alarmSearch,
  bookSearch,
  buildingSearch,
  floorSearch,
  signInSearch,
  trendSearch,
} from '../format/search.ts';
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
    if (!authorise(context.identity, action)) {
      throw new ApiError({ code: 'forbidden', message: errorTable.forbidden, detail: null });
    }
  };
}

const overview = createRoute({
  getParentRoute: () => inside,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/overview.tsx'), 'OverviewPage'),
});

const building = createRoute({
  getParentRoute: () => inside,
  path: '/buildings/$buildingId',
  validateSearch: buildingSearch,
  component: lazyRouteComponent(() => import('../pages/building.tsx'), 'BuildingPage'),
});

const floor = createRoute({
  getParentRoute: () => inside,
  path: '/buildings/$buildingId/floors/$floorId',
  validateSearch: floorSearch,
  component: lazyRouteComponent(() => import('../pages/floor.tsx'), 'FloorPage'),
});

const planEditor = createRoute({
  getParentRoute: () => inside,
  path: '/buildings/$buildingId/floors/$floorId/edit',
  beforeLoad: need('plan.edit'),
  component: lazyRouteComponent(() => import('../pages/plan-editor.tsx'), 'PlanEditorPage'),
});

const space = createRoute({
  getParentRoute: () => inside,
  path: '/spaces/$spaceId',
  validateSearch: spaceSearch,
  loader: ({ params }) => queryClient.ensureQueryData(spaceQuery(params.spaceId)),
  component: lazyRouteComponent(() => import('../pages/space.tsx'), 'SpacePage'),
});

const boards = createRoute({
  getParentRoute: () => inside,
  path: '/boards',
  validateSearch: boardsSearch,
  component: lazyRouteComponent(() => import('../pages/boards.tsx'), 'BoardsPage'),
});

const board = createRoute({
  getParentRoute: () => inside,
  path: '/boards/$boardId',
  validateSearch: boardSearch,
  loader: ({ params }) => queryClient.ensureQueryData(boardQuery(params.boardId)),
  component: lazyRouteComponent(() => import('../pages/board.tsx'), 'BoardPage'),
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
  validateSearch: gatewaySearch,
  component: lazyRouteComponent(() => import('../pages/gateways.tsx'), 'GatewaysPage'),
});

const books = createRoute({
  getParentRoute: () => inside,
  path: '/books',
  validateSearch: bookSearch,
  beforeLoad: need('books.read'),
  component: lazyRouteComponent(() => import('../pages/books.tsx'), 'BooksPage'),
});

const commissioning = createRoute({
  getParentRoute: () => inside,
  path: '/commissioning',
  validateSearch: commissioningSearch,
  beforeLoad: need('commission'),
  component: lazyRouteComponent(() => import('../pages/commissioning.tsx'), 'CommissioningPage'),
});

const rules = createRoute({
  getParentRoute: () => inside,
  path: '/rules',
  validateSearch: ruleSearch,
  beforeLoad: need('rule.read'),
  component: lazyRouteComponent(() => import('../pages/rules.tsx'), 'RulesPage'),
});

const audit = createRoute({
  getParentRoute: () => inside,
  path: '/audit',
  beforeLoad: need('audit.read'),
  component: lazyRouteComponent(() => import('../pages/audit.tsx'), 'AuditPage'),
});

/** A point stands in its space, and so does a command. */
const point = createRoute({
  getParentRoute: () => inside,
  path: '/points/$deviceId/$pointId',
  loader: async ({ params }) => {
    throw redirect({ ...(await pointPlace(params.deviceId, params.pointId)), replace: true });
  },
});

const command = createRoute({
  getParentRoute: () => inside,
  path: '/commands/$commandId',
  loader: async ({ params }) => {
    throw redirect({ ...(await commandPlace(params.commandId)), replace: true });
  },
});

const help = createRoute({
  getParentRoute: () => inside,
  path: '/help',
  component: lazyRouteComponent(() => import('../pages/help.tsx'), 'HelpPage'),
});

const helpArticle = createRoute({
  getParentRoute: () => inside,
  path: '/help/$articleId',
  component: lazyRouteComponent(() => import('../pages/help.tsx'), 'HelpArticlePage'),
});

const design = createRoute({
  getParentRoute: () => inside,
  path: '/design',
  component: lazyRouteComponent(() => import('../pages/design.tsx'), 'DesignPage'),
});

const tree = root.addChildren([
  signIn,
  inside.addChildren([
    overview,
    boards,
    board,
    building,
    floor,
    planEditor,
    space,
    alarms,
    trends,
    gateways,
    books,
    commissioning,
    rules,
    audit,
    design,
    point,
    command,
    help,
    helpArticle,
  ]),
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
