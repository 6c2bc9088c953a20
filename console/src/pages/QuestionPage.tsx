import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import * as queries from "../api/questions";
import { AnswerView } from "../features/answers/AnswerView";
import { firstOf } from "../features/questions/first";
import { NeedField } from "../features/questions/NeedField";
import { QUESTIONS, type Question } from "../features/questions/table";
import { useCaller } from "../features/session/Session";
import { Page, Section } from "../features/shared/Page";
import { Answer } from "../features/shared/States";
import { useTexts } from "../i18n";
import { questions } from "../i18n/answers";
import { useWords } from "../i18n/words";
import LostPage from "./LostPage";
import "../features/questions/questions.css";

export default function QuestionPage() {
  const number = Number(useParams()["n"]);
  const question = QUESTIONS.find(({ n }) => n === number);
  return question ? <Asked key={number} question={question} /> : <LostPage />;
}

/** What was asked stands in the address, so that an answer can be gone back to; it is asked when asked for. */
function Asked({ question }: { question: Question }) {
  const w = useWords(questions);
  const { pick } = useTexts();
  const { department } = useCaller();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const { needs, path, page } = question;
  const [given, give] = useState(() => firstOf(needs, search));
  const whole = needs.every(({ name, optional }) => optional || given[name] !== "");
  const ready = path !== undefined && (needs.length === 0 || search.has("asked"));
  const ask = (): void => {
    if (page) void navigate(page(given));
    else setSearch({ ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== "")), asked: "1" }, { replace: true });
  };
  return (
    <Page title={pick(question)} intro={w.number(question.n)} actions={<Link to="/questions">{w.back}</Link>}>
      {needs.length > 0 && (
        <Section title={w.needs}>
          <form
            className="needs"
            onSubmit={(event) => {
              event.preventDefault();
              if (whole) ask();
            }}
          >
            {needs.map((need) => (
              <NeedField key={need.name} need={need} value={given[need.name] ?? ""} set={(value) => give((before) => ({ ...before, [need.name]: value }))} />
            ))}
            <Button type="primary" htmlType="submit" disabled={!whole}>
              {page ? w.page : w.ask}
            </Button>{" "}
            <span className="quiet">{w.recorded}</span>
          </form>
        </Section>
      )}
      {ready && <Answered question={question} path={path} given={{ ...firstOf(needs, search), ...(question.post && { department }) }} />}
    </Page>
  );
}

function Answered({ question, path, given }: { question: Question; path: string; given: queries.Given }) {
  const query = useQuery(queries.asked(path, given, question.post ?? false));
  return <Answer query={query}>{(answer) => <AnswerView answer={answer} tone={question.tone?.(answer) ?? "quiet"} name={`answer-${question.n}`} />}</Answer>;
}
