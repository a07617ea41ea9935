import { useCallback, useEffect, useRef, useState, type RefObject } from "react";

/** This near to the end counts as being there, in pixels. */
const nearPx = 48;
/** So long a turn of the wheel may move the list, in milliseconds. */
const wheelMs = 150;

interface FollowedScroll {
  /** The element that scrolls, and the one inside it that grows. */
  scrollRef: RefObject<HTMLDivElement>;
  contentRef: RefObject<HTMLDivElement>;
  isAtEnd: boolean;
  jumpToEnd(): void;
}

/**
 * Stays at the end of a growing list until the person scrolls up, and again once they are back at the end.
 * @param isList false for a page that is read from its beginning
 * @param isPart true while the end of the list is not its end in truth: then nothing is followed
 */
export function useFollowScroll(isList: boolean, isPart = false): FollowedScroll {
  const scrollRef = useRef<HTMLDivElement>(null);
  const contentRef = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  const isPartNow = useRef(isPart);
  useEffect(() => {
    isPartNow.current = isPart;
    if (isPart) isFollowing.current = false;
  }, [isPart]);
  const [isAtEnd, setAtEnd] = useState(true);

  const jumpToEnd = useCallback(() => {
    isFollowing.current = true;
    setAtEnd(true);
    if (scrollRef.current) scrollRef.current.scrollTop = scrollRef.current.scrollHeight;
  }, []);

  useEffect(() => {
    const scroll = scrollRef.current;
    const content = contentRef.current;
    if (!scroll || !content || !isList) return;
    scroll.scrollTop = scroll.scrollHeight;
    let lastTop = scroll.scrollTop;
    let lastSize = sizeOf(scroll);
    let wheeledUpAt = -Infinity;

    function onScroll(): void {
      if (!scroll) return;
      const isNear = scroll.scrollHeight - scroll.clientHeight - scroll.scrollTop <= nearPx;
      // Only an upward move lets go, and none that a change of size has made: content grows and shrinks, and so does
      // the room for it. What follows a turn of the wheel is the reader's own all the same.
      const size = sizeOf(scroll);
      const isOwn = size === lastSize || performance.now() - wheeledUpAt < wheelMs;
      if (isNear) isFollowing.current = !isPartNow.current;
      else if (scroll.scrollTop < lastTop && isOwn) isFollowing.current = false;
      lastTop = scroll.scrollTop;
      lastSize = size;
      setAtEnd(isFollowing.current || isNear);
    }

    function onWheel({ deltaY }: WheelEvent): void {
      if (deltaY < 0) wheeledUpAt = performance.now();
    }

    const observer = new ResizeObserver(() => {
      if (isFollowing.current) scroll.scrollTop = scroll.scrollHeight;
    });
    observer.observe(content);
    observer.observe(scroll);
    scroll.addEventListener("scroll", onScroll, { passive: true });
    scroll.addEventListener("wheel", onWheel, { passive: true });
    return () => {
      observer.disconnect();
      scroll.removeEventListener("scroll", onScroll);
      scroll.removeEventListener("wheel", onWheel);
    };
  }, [isList]);

  return { scrollRef, contentRef, isAtEnd, jumpToEnd };
}

function sizeOf({ scrollHeight, clientHeight }: HTMLElement): string {
  return `${scrollHeight} ${clientHeight}`;
}
