/** Words of the console in the language chosen: Chinese first, English fully. */
import { type ReactNode, createContext, use, useEffect, useMemo, useState } from "react";
import { setLanguage } from "../api/client";
import type { Both } from "./both";
import * as board from "./board";
import { common } from "./common";
import * as pages from "./pages";
import { session, shell } from "./shell";
import * as work from "./work";

export type Language = "zh" | "en";

const WORDS = { shell, session, common, ...pages, ...work, ...board };
type Words = { readonly [K in keyof typeof WORDS]: (typeof WORDS)[K]["zh"] };

interface Texts {
  readonly language: Language;
  readonly t: Words;
  /** The sentence of a bilingual answer. */
  pick(sentence: Both<string>): string;
  change(language: Language): void;
}

const KEY = "quanze.language";
const LOCALES: Record<Language, string> = { zh: "zh-CN", en: "en" };
const Context = createContext<Texts | null>(null);

export function useTexts(): Texts {
  const texts = use(Context);
  if (texts === null) throw new Error("outside of LanguageProvider");
  return texts;
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, change] = useState<Language>(first);
  useEffect(() => {
    document.documentElement.lang = LOCALES[language];
    document.title = language === "zh" ? "权责 Quanze" : "Quanze 权责";
    try {
      localStorage.setItem(KEY, language);
    } catch {
      // a browser that stores nothing asks again next time
    }
  }, [language]);
  setLanguage(LOCALES[language]);
  const texts = useMemo<Texts>(() => {
    const t = Object.fromEntries(Object.entries(WORDS).map(([name, words]) => [name, words[language]])) as Words;
    return { language, t, pick: (sentence) => sentence[language], change };
  }, [language]);
  return <Context value={texts}>{children}</Context>;
}

/** What was chosen last, else the browser's language, else Chinese. */
function first(): Language {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(KEY);
  } catch {
    // see above
  }
  if (stored === "zh" || stored === "en") return stored;
  const asked = navigator.languages.find((one) => /^(zh|en)\b/i.test(one));
  return asked?.toLowerCase().startsWith("en") ? "en" : "zh";
}
