// The picture of a space's camera, renewed while it is looked at, for those who may see it.
import { authorise, type CameraView, type TileOf } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { camerasQuery } from '../../data/cameras.ts';
import { usePlaces } from '../../data/campus.ts';
import { useIdentity } from '../../data/session.ts';
import { useWords } from '../../i18n/index.ts';
import { TileNote } from '../tile-note.tsx';
import { usePicture } from './use-picture.ts';

export function CameraTile({ settings: { space } }: { settings: TileOf<'camera'>['settings'] }) {
  const { t } = useTranslation();
  const maySee = authorise(useIdentity(), 'picture.read', { system: 'security', spaceId: space });
  const isKnown = usePlaces().has(space);
  const { data } = useQuery({ ...camerasQuery, enabled: maySee });
  const camera = data?.find(({ spaceId }) => spaceId === space);
  if (!isKnown) return <TileNote icon="search" words={t('board.noSpace')} />;
  if (!maySee) return <TileNote icon="lock" words={t('board.noRight')} lead={t('board.noRightLead')} />;
  if (camera) return <Picture camera={camera} />;
  return data ? <TileNote icon="camera" words={t('board.noCamera')} /> : null;
}

export function Picture({ camera }: { camera: CameraView }) {
  const { t } = useTranslation();
  const words = useWords();
  const { source, isLost, onAnswer } = usePicture(camera.deviceId);
  return (
    <div className="camera-tile">
      <img
        src={source}
        alt={t('space.cameraAlt', { name: words(camera.name) })}
        hidden={isLost}
        data-device={camera.deviceId}
        onLoad={() => onAnswer(false)}
        onError={() => onAnswer(true)}
      />
      {isLost && <TileNote icon="camera" words={t('space.cameraLost')} />}
    </div>
  );
}
