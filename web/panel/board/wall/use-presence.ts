// Whether a person is at the wall: after a touch or a key, for a while.
import { useEffect, useState } from 'react';

/** Long enough to read what one stopped at. */
const presenceMs = 30_000;

export function usePresence(): boolean {
  const [isThere, setThere] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const come = () => {
      setThere(true);
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(() => setThere(false), presenceMs);
    };
    window.addEventListener('pointerdown', come);
    window.addEventListener('keydown', come);
    return () => {
      window.removeEventListener('pointerdown', come);
      window.removeEventListener('keydown', come);
      if (timer !== null) clearTimeout(timer);
    };
  }, []);
  return isThere;
}
