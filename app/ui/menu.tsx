import { useId, useRef, useState, type MouseEvent, type ReactNode } from "react";
import { flushSync } from "react-dom";

interface MenuProps {
  /** Accessible name of the button. */
  label: string;
  /** What the button shows. */
  face: ReactNode;
  buttonClass?: string;
  /** The entries are in the page from the start, so that the menu also opens without script. */
  eager?: boolean;
  children: ReactNode;
}

/** A button with a list of commands, by the browser's own popover: it closes on Escape and on a click elsewhere. */
export function Menu({ label, face, buttonClass = "icon-button", eager = false, children }: MenuProps) {
  const id = useId();
  const popover = useRef<HTMLDivElement>(null);
  const [isFilled, setFilled] = useState(eager);

  function toggle(event: MouseEvent<HTMLButtonElement>): void {
    event.preventDefault();
    flushSync(() => setFilled(true));
    if (!popover.current?.togglePopover()) return;
    placeBeside(popover.current, event.currentTarget);
  }

  return (
    <>
      <button
        type="button"
        className={buttonClass}
        aria-label={label}
        title={label}
        onClick={toggle}
        {...{ popovertarget: id }}
      >
        {face}
      </button>
      <div
        ref={popover}
        id={id}
        className="menu"
        {...{ popover: "auto" }}
        onClick={() => popover.current?.hidePopover()}
      >
        {isFilled ? children : null}
      </div>
    </>
  );
}

const gapPx = 4;
const edgePx = 8;

/** Below the button, or above it where there is no room; never over the edge of the window. */
function placeBeside(popover: HTMLElement, button: HTMLElement): void {
  const anchor = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const isRoomBelow = anchor.bottom + gapPx + height <= window.innerHeight - edgePx;
  const top = isRoomBelow ? anchor.bottom + gapPx : anchor.top - gapPx - height;
  const isRightToLeft = getComputedStyle(button).direction === "rtl";
  const wanted = isRightToLeft ? anchor.left : anchor.right - width;
  const left = Math.min(Math.max(edgePx, wanted), window.innerWidth - edgePx - width);
  Object.assign(popover.style, {
    inset: "auto",
    margin: "0",
    top: `${Math.max(edgePx, top)}px`,
    left: `${left}px`,
  });
}
