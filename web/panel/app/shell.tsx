// The frame of all pages behind sign-in: header, navigation, banners, and the live stream while it is open.
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { AlarmAnnouncer } from '../components/alarm-announcer.tsx';
import { useIdentity } from '../data/session.ts';
import { useStorageTrouble } from '../data/storage.ts';
import { openLiveStream } from '../live/connection.ts';
import { useConnection } from '../live/use-live.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { CriticalStrip } from './critical-strip.tsx';
import { Header } from './header.tsx';
import { Rail, Tabs } from './navigation.tsx';
import { AlarmWatcher } from './notifications/watcher.tsx';
import { PrintHead } from './print-head.tsx';
import { askForNews } from './service-worker.ts';
import { StorageBanner } from './storage-banner.tsx';
import { UpdateNote } from './update-note.tsx';
import { useTitle } from './use-title.ts';

export function Shell() {
  const { t } = useTranslation();
  const { account } = useIdentity();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another account needs a stream of its own
  useEffect(() => openLiveStream(), [account]);
  useNewsAfterReturn();
  const main = useMainFocus();
  const trouble = useStorageTrouble();
  useTitle();
  return (
    <div className={`shell${trouble ? ' has-storage-banner' : ''}`}>
      <a className="skip" href="#main">
        {t('skipToContent')}
      </a>
      <div className="header">
        <Header />
        <ConnectionBanner />
        <CriticalStrip />
      </div>
      <Rail />
      <main className="main" id="main" tabIndex={-1} ref={main}>
        <PrintHead />
        <Outlet />
      </main>
      <StorageBanner trouble={trouble} />
      <UpdateNote />
      <Tabs />
      <AlarmAnnouncer />
      <AlarmWatcher />
    </div>
  );
}

/** A hub that was away may have come back as a new version. */
function useNewsAfterReturn(): void {
  const { state } = useConnection();
  const hasBeenLost = useRef(false);
  useEffect(() => {
    if (state === 'live' && hasBeenLost.current) void askForNews();
    hasBeenLost.current = state === 'lost';
  }, [state]);
}

/** After a change of page the focus goes to its content, so that keyboard and screen reader follow. */
function useMainFocus() {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const last = useRef(path);
  useEffect(() => {
    if (last.current !== undefined && last.current !== path) main.current?.focus({ preventScroll: true });
    last.current = path;
  }, [path]);
  return main;
}
