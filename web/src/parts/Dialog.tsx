import { useEffect, useRef, type ReactNode } from "react";

/** A modal dialog of the browser's own: focus stays inside, Escape closes, focus returns. */
export function Dialog(props: {
  label: string;
  look: string;
  close: () => void;
  children: ReactNode;
}) {
  const box = useRef<HTMLDialogElement>(null);
  const close = useRef(props.close);
  close.current = props.close;
  useEffect(() => {
    const dialog = box.current;
    if (dialog === null) return undefined;
    const opener = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      className={`dialog ${props.look}`}
      aria-label={props.label}
      onCancel={(event) => {
        event.preventDefault();
        close.current();
      }}
      onClick={(event) => {
        if (event.target === box.current) close.current();
      }}
    >
      <div className="dialog-body">{props.children}</div>
    </dialog>
  );
}
