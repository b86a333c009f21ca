// A gateway: how far all of its devices are, and everything plausible accepted at once.
import type { ActView, CommissioningOverview } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card.tsx';
import { CopyLink } from '../../components/copy-link.tsx';
import { Icon } from '../../components/icon.tsx';
import { Empty } from '../../components/notes.tsx';
import { reportAddress } from '../../data/commissioning.ts';
import { sumOf } from '../../format/commissioning.ts';
import { useLanguage, useWords } from '../../i18n/index.ts';
import { AcceptPlausible } from './accept-plausible.tsx';
import { BackToList } from './back-to-list.tsx';
import { ProgressFacts } from './progress-facts.tsx';

interface GatewayDetailProps {
  readonly gatewayId: string;
  readonly overview: CommissioningOverview;
  readonly onActed: (act: ActView) => void;
}

export function GatewayDetail({ gatewayId, overview, onActed }: GatewayDetailProps) {
  const { t } = useTranslation();
  const words = useWords();
  const { language } = useLanguage();
  const gateway = overview.gateways.find(({ id }) => id === gatewayId);
  const devices = overview.devices.filter((device) => device.gatewayId === gatewayId);
  if (!gateway) return <Empty icon="search" title={t('link.markedMissing', { id: gatewayId })} />;
  return (
    <>
      <BackToList />
      <Card title={words(gateway.name)} note={gateway.id}>
        <ProgressFacts progress={sumOf(devices)} />
        <div className="commissioning-acts">
          <AcceptPlausible scope={{ gateway: gatewayId }} count={null} onActed={onActed} />
          <a
            className="button"
            href={reportAddress({ gateway: gatewayId }, language)}
            target="_blank"
            rel="noreferrer"
          >
            <Icon name="print" />
            {t('commissioning.report.open')}
          </a>
          <CopyLink
            href={`/commissioning?gateway=${encodeURIComponent(gatewayId)}`}
            name={words(gateway.name)}
          />
        </div>
      </Card>
    </>
  );
}
