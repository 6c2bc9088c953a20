/** Loading, empty, failed, offline and not permitted: designed once, the same on every page. */
import { CloudServerOutlined, DisconnectOutlined, InboxOutlined, LockOutlined, WarningOutlined } from "@ant-design/icons";
import type { UseQueryResult } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { ApiProblem } from "../../api/problem";
import { useTexts } from "../../i18n";
import type { Both } from "../../i18n/both";

export function Loading() {
  const { t } = useTexts();
  return (
    <div role="status" aria-label={t.common.loading} className="state-loading">
      <Skeleton active paragraph={{ rows: 5 }} title={{ width: "40%" }} />
    </div>
  );
}

interface Notice {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly alert?: boolean;
}

export function StateNotice({ icon, title, children, alert = false }: Notice) {
  return (
    <div className="state-notice" role={alert ? "alert" : undefined}>
      <span className="state-icon" aria-hidden>
        {icon}
      </span>
      <p className="state-title">{title}</p>
      {children}
    </div>
  );
}

export function Nothing({ children }: { children?: ReactNode }) {
  const { t } = useTexts();
  return <StateNotice icon={<InboxOutlined />} title={typeof children === "string" ? children : t.common.empty} />;
}

export function Failed({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const { t, pick } = useTexts();
  const problem = error instanceof ApiProblem ? error : null;
  const text = isTold(error) ? pick(error) : error instanceof Error ? error.message : String(error);
  const forbidden = problem?.status === 403 || problem?.status === 404;
  const icon = problem?.status === 0 ? <DisconnectOutlined /> : forbidden ? <LockOutlined /> : problem?.status === 503 ? <CloudServerOutlined /> : <WarningOutlined />;
  return (
    <StateNotice icon={icon} title={problem?.status === 403 ? t.common.noPermission : t.common.failed} alert>
      <p>{text}</p>
      {problem && (
        <p className="quiet">
          {t.common.code} <code>{problem.code}</code>
        </p>
      )}
      {retry && <Button onClick={retry}>{t.common.retry}</Button>}
    </StateNotice>
  );
}

/** What the service or the verifier refuses, it says in both languages. */
const isTold = (error: unknown): error is Error & Both<string> => error instanceof Error && "zh" in error && "en" in error;

/** The answer of a question once it is there; before that, or instead, the state it is in. */
export function Answer<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <Loading />;
}
