// The header: the site, where one is, the open alarms, language, appearance and account.
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../components/choice.tsx';
import { Icon } from '../components/icon.tsx';
import { Menu } from '../components/menu.tsx';
import { PriorityMark } from '../components/priority-mark.tsx';
import { useOpenAlarms } from '../data/alarms.ts';
import { useCampus } from '../data/campus.ts';
import { signOut, useIdentity, usePersonName } from '../data/session.ts';
import { worstOf } from '../format/alarms.ts';
import { useLangOf, useLanguage, useWords } from '../i18n/index.ts';
import { Breadcrumb } from './breadcrumb.tsx';
import { install, useMayInstall } from './install.ts';
import { useStaffWays } from './navigation.tsx';
import { MuteTool } from './notifications/mute-tool.tsx';
import { PageTools } from './page-tools.tsx';
import { chooseTheme, themes, useTheme } from './theme.ts';

export function Header() {
  const { t } = useTranslation();
  const words = useWords();
  const { site, isDemo } = useCampus();
  return (
    <header className="header-row">
      <Link to="/" className="brand">
        <Emblem />
        <span>{words(site.name)}</span>
      </Link>
      {isDemo && (
        <span className="demo-tag" title={t('demoHint')}>
          {t('demo')}
        </span>
      )}
      <Breadcrumb />
      <div className="header-tools">
        <PageTools />
        <MuteTool />
        <AlarmBell />
        <LanguageSwitch />
        <AccountMenu />
      </div>
    </header>
  );
}

/** Stacked storeys: the mark of the product. */
export function Emblem() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="#0d5c68" />
      <path
        d="M6 22.5 16 27l10-4.5M6 17l10 4.5L26 17M16 5 6 9.5v2L16 16l10-4.5v-2z"
        fill="none"
        stroke="#fff"
        strokeWidth="2.2"
        strokeLinejoin="round"
      />
    </svg>
  );
}

function AlarmBell() {
  const { t } = useTranslation();
  const alarms = useOpenAlarms();
  const worst = worstOf(alarms);
  const label = alarms.length > 0 ? t('alarms.bell', { count: alarms.length }) : t('alarms.bellNone');
  return (
    <Link to="/alarms" className="tool" data-alarm-count={alarms.length}>
      <Icon name="alarms" />
      <span className="visually-hidden">{label}</span>
      {alarms.length > 0 && (
        <span className="bell-count" aria-hidden="true">
          {worst && <PriorityMark priority={worst} />}
          {alarms.length}
        </span>
      )}
    </Link>
  );
}

export function LanguageSwitch() {
  const { t } = useTranslation();
  const { language, switchLanguage } = useLanguage();
  return (
    <button type="button" className="tool" onClick={switchLanguage}>
      <Icon name="language" />
      <span className="visually-hidden">{t('language.label')}</span>
      <span lang={language === 'zh' ? 'en' : 'zh-CN'}>{language === 'zh' ? 'EN' : '中'}</span>
    </button>
  );
}

const NotifyDialog = lazy(async () => {
  const { NotifyDialog: component } = await import('./notifications/notify-dialog.tsx');
  return { default: component };
});

function AccountMenu() {
  const { t } = useTranslation();
  const [isNotifyOpen, setNotifyOpen] = useState(false);
  const { role } = useIdentity();
  const name = usePersonName();
  const ways = useStaffWays();
  const langOf = useLangOf();
  const navigate = useNavigate();
  const leave = async () => {
    await signOut().catch(() => null);
    await navigate({ to: '/sign-in' });
  };
  return (
    <>
      <Menu
        label={t('account.label')}
        button={
          <>
            <Icon name="account" />
            <span className="account-name" lang={langOf(name)}>
              {name}
            </span>
          </>
        }
      >
        {(close) => (
          <>
            <p className="menu-who">
              <strong lang={langOf(name)}>{name}</strong>
              <span>{t(`role.${role}`)}</span>
            </p>
            <ThemeChoice />
            {ways.map(({ name, icon, link }) => (
              <Link key={name} {...link} className="menu-item" onClick={close}>
                <Icon name={icon} />
                {t(`nav.${name}`)}
              </Link>
            ))}
            <Link to="/help" className="menu-item" onClick={close}>
              <Icon name="help" />
              {t('nav.help')}
            </Link>
            <DeviceItems close={close} onNotify={() => setNotifyOpen(true)} />
            <button type="button" className="menu-item" onClick={leave}>
              <Icon name="signOut" />
              {t('account.signOut')}
            </button>
          </>
        )}
      </Menu>
      <Suspense fallback={null}>
        {isNotifyOpen && <NotifyDialog onClose={() => setNotifyOpen(false)} />}
      </Suspense>
    </>
  );
}

/** What concerns this device alone. */
function DeviceItems({ close, onNotify }: { close: () => void; onNotify: () => void }) {
  const { t } = useTranslation();
  const mayInstall = useMayInstall();
  const after = (act: () => void) => () => {
    close();
    act();
  };
  return (
    <>
      <button type="button" className="menu-item" onClick={after(onNotify)}>
        <Icon name="bell" />
        {t('notify.open')}
      </button>
      <button type="button" className="menu-item" onClick={after(() => window.print())}>
        <Icon name="print" />
        {t('print.action')}
      </button>
      {mayInstall && (
        <button type="button" className="menu-item" onClick={after(() => void install())}>
          <Icon name="install" />
          {t('install.action')}
        </button>
      )}
    </>
  );
}

function ThemeChoice() {
  const { t } = useTranslation();
  const theme = useTheme();
  const options = themes.map((value) => ({ value, words: t(`theme.${value}`) }));
  return <Choice legend={t('theme.label')} options={options} value={theme} onChoose={chooseTheme} />;
}
