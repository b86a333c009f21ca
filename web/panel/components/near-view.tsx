// Part of a long page, there only while it is on the screen or close to it: what nobody sees is neither drawn nor watched.
// Its place is kept, so nothing moves. On paper everything is there.
import { type ReactNode, useEffect, useRef, useState } from 'react';

interface NearViewProps {
  /** Its height before it has been there once, in rem. */
  readonly heightRem: number;
  readonly children: ReactNode;
}

/** So far above and below the screen it is drawn beforehand: more than one turn of the wheel. */
const margin = '75% 0px';

export function NearView({ heightRem, children }: NearViewProps) {
  const place = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(false);
  const [height, setHeight] = useState<string>(`${heightRem}rem`);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const show = (isIn: boolean) => {
      if (!isIn && element.firstChild) setHeight(`${element.offsetHeight}px`);
      setNear(isIn);
    };
    const observer = new IntersectionObserver((entries) => show(entries.at(-1)?.isIntersecting ?? false), {
      rootMargin: margin,
    });
    observer.observe(element);
    const print = window.matchMedia('print');
    const onPrint = () => print.matches && show(true);
    print.addEventListener('change', onPrint);
    return () => {
      observer.disconnect();
      print.removeEventListener('change', onPrint);
    };
  }, []);
  return (
    <div ref={place} style={isNear ? undefined : { height }}>
      {isNear && children}
    </div>
  );
}
