// Sign-in: account and password, and in a demo its accounts as cards.
import '../components/site-map.css';
import './sign-in.css';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Emblem, LanguageSwitch } from '../app/header.tsx';
import { Icon } from '../components/icon.tsx';
import { ErrorNote } from '../components/notes.tsx';
import { type DemoAccount, demoAccountsQuery, signIn } from '../data/session.ts';
import { useWords } from '../i18n/index.ts';
import { SignInScene } from './sign-in-scene.tsx';

const route = getRouteApi('/sign-in');

interface Credentials {
  readonly account: string;
  readonly password: string;
}

export function SignInPage() {
  const { t } = useTranslation();
  const enter = useEnter();
  useEffect(() => {
    document.title = `${t('signIn.title')} · ${t('product')}`;
  }, [t]);
  return (
    <div className="sign-in">
      <SignInScene />
      <header className="sign-in-head">
        <span className="brand">
          <Emblem />
          <span>{t('product')}</span>
        </span>
        <LanguageSwitch />
      </header>
      <main className="sign-in-main">
        <section className="card sign-in-card" aria-labelledby="sign-in-title">
          <h1 id="sign-in-title">{t('signIn.title')}</h1>
          <p className="page-lead">{t('signIn.lead')}</p>
          <SignInForm isBusy={enter.isPending} onSubmit={enter.mutate} />
          {enter.error && <ErrorNote error={enter.error} />}
        </section>
        <DemoCards isBusy={enter.isPending} onChoose={enter.mutate} />
      </main>
    </div>
  );
}

/** Signs in and goes where the person wanted; a teacher with one room lands in it. */
function useEnter() {
  const { next } = route.useSearch();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: ({ account, password }: Credentials) => signIn(account, password),
    onSuccess: ({ role, spaces }) => {
      const [own] = spaces;
      if (next) return navigate({ href: next });
      if (role === 'teacher' && own && spaces.length === 1) {
        return navigate({ to: '/spaces/$spaceId', params: { spaceId: own } });
      }
      return navigate({ to: '/' });
    },
  });
}

function SignInForm({ isBusy, onSubmit }: { isBusy: boolean; onSubmit: (credentials: Credentials) => void }) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onSubmit({ account: String(form.get('account')).trim(), password: String(form.get('password')) });
  };
  return (
    <form className="sign-in-form" onSubmit={submit}>
      <div className="field">
        <label htmlFor="account">{t('signIn.account')}</label>
        <input
          className="input"
          id="account"
          name="account"
          required
          maxLength={64}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
        />
      </div>
      <div className="field">
        <label htmlFor="password">{t('signIn.password')}</label>
        <div className="sign-in-password">
          <input
            className="input"
            id="password"
            name="password"
            type={isShown ? 'text' : 'password'}
            required
            maxLength={256}
            autoComplete="current-password"
          />
          <button
            type="button"
            className="tool"
            aria-pressed={isShown}
            aria-label={t(isShown ? 'signIn.hidePassword' : 'signIn.showPassword')}
            onClick={() => setShown(!isShown)}
          >
            <Icon name="eye" />
          </button>
        </div>
      </div>
      <button type="submit" className="button button-main" disabled={isBusy}>
        {isBusy ? t('signIn.busy') : t('signIn.submit')}
      </button>
    </form>
  );
}

function DemoCards({ isBusy, onChoose }: { isBusy: boolean; onChoose: (credentials: Credentials) => void }) {
  const { t } = useTranslation();
  const { data } = useQuery(demoAccountsQuery);
  if (!data || data.length === 0) return null;
  return (
    <section className="demo" aria-labelledby="demo-title">
      <h2 id="demo-title">{t('signIn.demoTitle')}</h2>
      <p className="page-lead">{t('signIn.demoLead')}</p>
      <ul className="demo-cards">
        {data.map((demo) => (
          <li key={demo.account}>
            <DemoCard demo={demo} isBusy={isBusy} onChoose={() => onChoose(demo)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function DemoCard({ demo, isBusy, onChoose }: { demo: DemoAccount; isBusy: boolean; onChoose: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <button
      type="button"
      className="demo-card"
      data-account={demo.account}
      disabled={isBusy}
      onClick={onChoose}
    >
      <span className="demo-role">{t(`role.${demo.role}`)}</span>
      <strong>{words(demo.name)}</strong>
      <span className="demo-account">{demo.account}</span>
      <Icon name="arrow" />
    </button>
  );
}
