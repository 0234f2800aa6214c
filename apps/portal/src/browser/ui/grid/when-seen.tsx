import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface WhenSeenProps {
  /** Stands there until then. */
  readonly before: ComponentChildren;
  readonly children: () => ComponentChildren;
}

/** What costs a question of its own is asked for when somebody comes to see it. */
export function WhenSeen({ before, children }: WhenSeenProps) {
  const place = useRef<HTMLSpanElement>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (!place.current) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) setSeen(true);
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return <span ref={place}>{isSeen ? children() : before}</span>;
}
