import type { ReactNode } from "react";

import type { Data } from "../data";
import type { Problem } from "../server";
import { text } from "../text";
import { Icon } from "./Icon";
import { toast } from "./announce";

/** A grey shape of the final size, so that nothing moves when the data come. */
export function Skeleton({ height, lines }: { height?: number; lines?: number }) {
  if (lines !== undefined) {
    return (
      <div className="skeleton-lines" role="status" aria-label={text.loading}>
        {Array.from({ length: lines }, (_, i) => (
          <div key={i} className="skeleton skeleton-line" />
        ))}
      </div>
    );
  }
  return (
    <div
      className="skeleton"
      role="status"
      aria-label={text.loading}
      style={height === undefined ? undefined : { height }}
    />
  );
}

/** The shape of a whole screen before its first data. */
export function ScreenSkeleton() {
  return (
    <div className="skeleton-screen" role="status" aria-label={text.loading}>
      <div className="skeleton" />
      <div className="skeleton" />
      <div className="skeleton" />
    </div>
  );
}

/** Nothing to show: why, and what would fill it. */
export function Empty(props: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{props.title}</p>
      {props.hint ? <p>{props.hint}</p> : null}
      {props.children}
    </div>
  );
}

/** A part that failed while the rest of the page lives: title, hint, request id, retry. */
export function Failure({ problem, retry }: { problem: Problem; retry: () => void }) {
  const copy = () => {
    navigator.clipboard?.writeText(problem.requestId).then(
      () => toast(`${text.request} ${problem.requestId}`),
      () => undefined,
    );
  };
  return (
    <div className="failure" role="group" aria-label={problem.title}>
      <p className="failure-title">
        <Icon name="caution" /> {problem.title}
      </p>
      {problem.message !== problem.title ? <p>{problem.message}</p> : null}
      {problem.hint !== "" ? <p>{problem.hint}</p> : null}
      <p className="failure-acts">
        <button type="button" className="button" onClick={retry}>
          {text.retry}
        </button>
        {problem.requestId !== "" ? (
          <button type="button" className="quiet mono" onClick={copy} title={text.copyRequest}>
            {text.request} {problem.requestId}
          </button>
        ) : null}
      </p>
    </div>
  );
}

/** Shows data in the state they are in. An old value stays on the page when a refresh fails. */
export function Shown<T>(props: {
  data: Data<T>;
  height?: number;
  lines?: number;
  children: (value: T) => ReactNode;
}) {
  const { data } = props;
  if (data.value !== null) {
    return (
      <>
        {data.problem !== null ? <Failure problem={data.problem} retry={data.reload} /> : null}
        {props.children(data.value)}
      </>
    );
  }
  if (data.problem !== null) return <Failure problem={data.problem} retry={data.reload} />;
  if (data.waiting) return <Skeleton height={props.height} lines={props.lines} />;
  return <div style={{ height: props.height ?? (props.lines ?? 0) * 28 }} />;
}
