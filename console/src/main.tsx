import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { ApiProblem } from "./api/problem";
import { Design } from "./features/shell/Design";
import { Shell } from "./features/shell/Shell";
import { SessionProvider } from "./features/session/Session";
import { LanguageProvider } from "./i18n";
import "./features/antd.css";
import "./features/console.css";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // A refusal stays one; only what could not be reached is asked again
      retry: (times, error) => times < 2 && error instanceof ApiProblem && error.status === 503,
      networkMode: "always",
    },
  },
});

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <LanguageProvider>
        <Design>
          <SessionProvider>
            <BrowserRouter>
              <Shell />
            </BrowserRouter>
          </SessionProvider>
        </Design>
      </LanguageProvider>
    </QueryClientProvider>
  </StrictMode>,
);
