// The devices of a device or space link with their points; asked again every few seconds, values live in between.
import type { ActView, CommissioningDevice, CommissioningScope } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { NearView } from '../../components/near-view.tsx';
import { Empty, ErrorNote, Loading } from '../../components/notes.tsx';
import { commissioningDevicesQuery } from '../../data/commissioning.ts';
import { AcceptPlausible } from './accept-plausible.tsx';
import { BackToList } from './back-to-list.tsx';
import { DeviceDetail } from './device-detail.tsx';

interface PlaceDetailProps {
  readonly scope: CommissioningScope;
  readonly onActed: (act: ActView) => void;
}

/** Of a point's row, before it has been drawn once. */
const rowHeightRem = 6;

export function PlaceDetail({ scope, onActed }: PlaceDetailProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(commissioningDevicesQuery(scope));
  const isSeveral = (data?.length ?? 0) > 1;
  return (
    <>
      <BackToList />
      {error && !data && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.length === 0 && <Empty title={t('commissioning.none')} />}
      {isSeveral && (
        <div className="commissioning-acts">
          <AcceptPlausible scope={scope} count={plausibleOf(data ?? [])} onActed={onActed} />
        </div>
      )}
      {data?.map((device, row) =>
        row === 0 ? (
          <DeviceDetail key={device.device.id} view={device} onActed={onActed} />
        ) : (
          <NearView key={device.device.id} heightRem={device.points.length * rowHeightRem}>
            <DeviceDetail view={device} onActed={onActed} />
          </NearView>
        ),
      )}
    </>
  );
}

export function plausibleOf(devices: readonly CommissioningDevice[]): number {
  return devices
    .flatMap(({ points }) => points)
    .filter(({ standing, plausibility }) => standing === null && plausibility === 'plausible').length;
}
