import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useSearchParams } from "react-router";
import * as queries from "../api/queries";
import { EventRows } from "../features/shared/EventRows";
import { EVENT_TYPE_NAMES, useEventType } from "../features/shared/eventTypes";
import { Page, Section } from "../features/shared/Page";
import { Answer, Nothing } from "../features/shared/States";
import { useTexts } from "../i18n";

/** The filter stands in the address, so that a list can be shared and gone back to. */
export default function EventsPage() {
  const { t } = useTexts();
  const named = useEventType();
  const [search, setSearch] = useSearchParams();
  const { data: departments } = useQuery(queries.departments);
  const { data: items } = useQuery(queries.items);
  const { language } = useTexts();
  const filter = Object.fromEntries(["agreement", "item", "actor", "type"].flatMap((name) => (search.get(name) ? [[name, search.get(name)]] : [])));
  const after = search.get("after");
  const query = useQuery(queries.events({ ...filter, ...(after && { after: Number(after) }) }));
  const set = (name: string, value: string | undefined): void => {
    const next = new URLSearchParams(search);
    next.delete("after");
    if (value) next.set(name, value);
    else next.delete(name);
    setSearch(next);
  };
  const choice = (name: string, label: string, options: { value: string; label: string }[]) => (
    <Select className="grow" allowClear value={search.get(name)} options={options} onChange={(value) => set(name, value ?? undefined)} placeholder={label} aria-label={label} showSearch={{ optionFilterProp: "label" }} />
  );
  return (
    <Page title={t.events.title} intro={t.events.intro}>
      <Section title={t.events.title}>
        <div className="filters">
          {choice("type", t.events.all, EVENT_TYPE_NAMES.map((type) => ({ value: type, label: `${named(type)} ${type}` })))}
          {choice("actor", t.events.filterActor, (departments ?? []).map((one) => ({ value: one.code, label: language === "zh" ? one.name_zh : one.name_en })))}
          {choice("item", t.common.item, (items ?? []).map(({ code, title }) => ({ value: code, label: `${title} ${code}` })))}
        </div>
        <Answer query={query}>
          {({ events, next_after }) => (
            <>
              {events.length === 0 ? <Nothing /> : <EventRows rows={events} label={t.events.title} />}
              <p className="filters">
                {after && <Button onClick={() => set("after", undefined)}>{t.events.first}</Button>}
                {next_after !== null && <Button onClick={() => set("after", String(next_after))}>{t.events.more}</Button>}
                <span className="quiet">{t.common.records(events.length)}</span>
              </p>
            </>
          )}
        </Answer>
      </Section>
    </Page>
  );
}
