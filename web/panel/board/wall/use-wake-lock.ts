// Keeps the screen awake while a wall is shown, where the browser can; it lets go whenever the page is hidden.
import { useEffect } from 'react';

export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let isOver = false;
    const take = async () => {
      if (document.hidden) return;
      // Browsers give it on secure pages alone, and may refuse on a low battery.
      lock = (await navigator.wakeLock?.request('screen').catch(() => null)) ?? null;
      if (isOver) void lock?.release();
    };
    const onVisible = () => void take();
    void take();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      isOver = true;
      document.removeEventListener('visibilitychange', onVisible);
      void lock?.release();
    };
  }, []);
}
