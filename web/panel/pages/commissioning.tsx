// Putting the campus into service: devices with how far they are, their points live with what is wrong and what to do, outputs
// tried out, verdicts with evidence, and the acceptance report.
import './commissioning.css';
import type { ActView, CommissioningOverview } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { Empty, ErrorNote, Loading } from '../components/notes.tsx';
import { commissioningQuery } from '../data/commissioning.ts';
import { scopeOf } from '../format/commissioning.ts';
import { ActNote } from './commissioning/act-note.tsx';
import { DeviceList } from './commissioning/device-list.tsx';
import { GatewayDetail } from './commissioning/gateway-detail.tsx';
import { PlaceDetail } from './commissioning/place-detail.tsx';
import { ReportSheet } from './commissioning/report-sheet.tsx';

const route = getRouteApi('/inside/commissioning');

export function CommissioningPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(commissioningQuery);
  const [isReporting, setReporting] = useState(false);
  const hasScope = scopeOf(route.useSearch()) !== null;
  return (
    <div className={`page commissioning-page${hasScope ? ' has-detail' : ''}`}>
      <div className="page-head">
        <div>
          <h1>{t('commissioning.title')}</h1>
          <p className="page-lead">{t('commissioning.lead')}</p>
        </div>
        <button type="button" className="button" data-act="report" onClick={() => setReporting(true)}>
          <Icon name="print" />
          {t('commissioning.report.open')}
        </button>
      </div>
      {error && !data && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && <Body overview={data} />}
      {isReporting && <ReportSheet onClose={() => setReporting(false)} />}
    </div>
  );
}

function Body({ overview }: { overview: CommissioningOverview }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const [act, setAct] = useState<ActView | null>(null);
  const scope = scopeOf(search);
  return (
    <div className="commissioning-body">
      <DeviceList overview={overview} />
      <div className="commissioning-detail">
        {act && <ActNote key={act.act} act={act} />}
        {!scope && (
          <div className="card commissioning-empty">
            <Empty
              icon="commissioning"
              title={t('commissioning.choose')}
              lead={t('commissioning.chooseLead')}
            />
          </div>
        )}
        {scope?.gateway && (
          <GatewayDetail key={scope.gateway} gatewayId={scope.gateway} overview={overview} onActed={setAct} />
        )}
        {scope && !scope.gateway && (
          <PlaceDetail key={scope.device ?? scope.space} scope={scope} onActed={setAct} />
        )}
      </div>
    </div>
  );
}
