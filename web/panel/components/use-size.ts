// The size of an element in pixels, kept current.
import { type RefObject, useLayoutEffect, useState } from 'react';

type Side = 'clientWidth' | 'clientHeight';

/** 0 until the element is laid out. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  return useSide(element, 'clientWidth');
}

export function useHeight(element: RefObject<HTMLElement | null>): number {
  return useSide(element, 'clientHeight');
}

function useSide(element: RefObject<HTMLElement | null>, side: Side): number {
  const [size, setSize] = useState(0);
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    setSize(target[side]);
    const observer = new ResizeObserver(() => setSize(target[side]));
    observer.observe(target);
    return () => observer.disconnect();
  }, [element, side]);
  return size;
}

/** How much larger than usual the page is set (walls have larger type): for drawings that count in pixels. */
export function typeScale(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}
