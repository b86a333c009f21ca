// The address of a camera's picture, anew some time after the last one came, while the page is in sight.
import { useEffect, useState } from 'react';
import { pictureOf } from '../../data/cameras.ts';

const renewMs = 2000;

export interface LivePicture {
  readonly source: string;
  readonly isLost: boolean;
  readonly onAnswer: (isLost: boolean) => void;
}

export function usePicture(deviceId: string): LivePicture {
  const [turn, setTurn] = useState(() => Date.now());
  const [answer, setAnswer] = useState({ count: 0, isLost: false });
  useEffect(() => {
    if (answer.count === 0) return;
    const timer = setInterval(() => {
      if (document.hidden) return;
      clearInterval(timer);
      setTurn(Date.now());
    }, renewMs);
    return () => clearInterval(timer);
  }, [answer]);
  return {
    source: pictureOf(deviceId, turn),
    isLost: answer.isLost,
    onAnswer: (isLost) => setAnswer(({ count }) => ({ count: count + 1, isLost })),
  };
}
