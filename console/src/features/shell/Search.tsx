/** Search by what one holds: an id, a code, a number, a name. Ids lead straight to their page. */
import { SearchOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useNavigate } from "react-router";
import * as queries from "../../api/queries";
import { useTexts } from "../../i18n";
import { useSession } from "../session/Session";

interface Found {
  readonly to: string;
  readonly name: string;
  readonly hint: string;
}

const MOST = 8;

export function Search() {
  const { t } = useTexts();
  const [text, setText] = useState("");
  const navigate = useNavigate();
  const list = useId();
  const found = useFound(text.trim());
  const go = (one: Found | undefined): void => {
    if (!one) return;
    setText("");
    void navigate(one.to);
  };
  return (
    <form
      className="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        go(found[0]);
      }}
    >
      <SearchOutlined aria-hidden />
      <input
        type="search"
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={({ key }) => key === "Escape" && setText("")}
        placeholder={t.shell.search}
        aria-label={t.shell.search}
        aria-controls={text.trim() === "" ? undefined : list}
      />
      {text.trim() !== "" && (
        <ul id={list} className="search-found">
          {found.length === 0 && <li className="quiet">{t.shell.searchNone}</li>}
          {found.map((one) => (
            <li key={one.to}>
              <button type="button" onClick={() => go(one)}>
                {one.name} <span className="quiet">{one.hint}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </form>
  );
}

function useFound(text: string): Found[] {
  const { t, language } = useTexts();
  const { caller } = useSession();
  const asked = text.length > 0;
  const { data: departments } = useQuery({ ...queries.departments, enabled: asked });
  const { data: items } = useQuery({ ...queries.items, enabled: asked });
  const { data: agreements } = useQuery({ ...queries.agreements, enabled: asked && caller !== null });
  if (!asked) return [];
  const has = (...words: string[]): boolean => words.some((word) => word.toLowerCase().includes(text.toLowerCase()));
  const direct: Found[] = [];
  if (/^[0-9a-f]{64}$/.test(text)) direct.push({ to: `/events/${text}`, name: text.slice(0, 16), hint: t.common.event });
  if (/^0x[0-9a-f]{64}$/.test(text)) direct.push({ to: `/agreements/${text}`, name: text.slice(0, 16), hint: t.common.agreement });
  const named = [
    ...(items ?? []).filter(({ code, title }) => has(code, title)).map(({ code, title }) => ({ to: `/items/${encodeURIComponent(code)}`, name: title, hint: code })),
    ...(agreements ?? []).filter(({ number }) => has(number)).map(({ id, number }) => ({ to: `/agreements/${id}`, name: number, hint: t.common.agreement })),
    ...(departments ?? [])
      .filter(({ code, name_zh, name_en }) => has(code, name_zh, name_en))
      .map((one) => ({ to: `/departments/${encodeURIComponent(one.code)}`, name: language === "zh" ? one.name_zh : one.name_en, hint: one.code })),
  ];
  return [...direct, ...named].slice(0, MOST);
}
