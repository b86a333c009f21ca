// Copies the address of one thing, to be sent to somebody who may see it too.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';

/** Long enough to be read. */
const saidMs = 3000;

type Outcome = 'copied' | 'failed';

/** `href` is a path of the panel; `name` tells a screen reader which of several it is. */
export function CopyLink({ href, name }: { href: string; name: string }) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), saidMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () =>
    setOutcome((await copyText(new URL(href, location.href).href)) ? 'copied' : 'failed');
  return (
    <span className="copy-link">
      <button type="button" className="link-button" onClick={copy}>
        <Icon name={outcome === 'copied' ? 'check' : 'link'} />
        {t(outcome ? `link.${outcome}` : 'link.copy')}
        <span className="visually-hidden">{name}</span>
      </button>
      <span className="visually-hidden" role="status">
        {outcome && t(`link.${outcome}`)}
      </span>
    </span>
  );
}

/** Plain HTTP has no clipboard of its own: there a hidden field is copied the old way. */
async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const field = document.createElement('textarea');
  field.value = text;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  return isCopied;
}
