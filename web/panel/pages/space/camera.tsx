// The picture of a camera, renewed while someone looks.
import { authorise, type DeviceView, type SpaceView } from '@campus/campus-model';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card.tsx';
import { Empty } from '../../components/notes.tsx';
import { useIdentity } from '../../data/session.ts';
import { useWords } from '../../i18n/index.ts';

const renewMs = 2000;

export function Cameras({ view }: { view: SpaceView }) {
  const cameras = view.devices.filter((device) => device.kind === 'camera');
  const identity = useIdentity();
  if (!authorise(identity, 'picture.read', { system: 'security', spaceId: view.space.id })) return null;
  return cameras.map((camera) => <Camera key={camera.id} camera={camera} />);
}

function Camera({ camera }: { camera: DeviceView }) {
  const { t } = useTranslation();
  const words = useWords();
  const [turn, setTurn] = useState(() => Date.now());
  const [isLost, setLost] = useState(false);
  const [answered, setAnswered] = useState(0);
  const answer = (lost: boolean) => {
    setLost(lost);
    setAnswered((count) => count + 1);
  };
  useEffect(() => (answered > 0 ? renewLater(() => setTurn(Date.now())) : undefined), [answered]);
  return (
    <Card title={words(camera.name)} note={t('space.cameraAge')} className="camera">
      <img
        src={`/api/v1/devices/${encodeURIComponent(camera.id)}/picture?turn=${turn}`}
        alt={t('space.cameraAlt', { name: words(camera.name) })}
        hidden={isLost}
        data-device={camera.id}
        onLoad={() => answer(false)}
        onError={() => answer(true)}
      />
      {isLost && <Empty icon="camera" title={t('space.cameraLost')} />}
    </Card>
  );
}

/** After a while, but only once the page is in sight. */
function renewLater(renew: () => void): () => void {
  const timer = setInterval(() => {
    if (document.hidden) return;
    clearInterval(timer);
    renew();
  }, renewMs);
  return () => clearInterval(timer);
}
