/** The pages, each loaded when it is first opened. */
import { type ComponentType, type LazyExoticComponent, lazy } from "react";

type PageModule = () => Promise<{ default: ComponentType }>;

export interface Route {
  readonly path: string;
  readonly page: LazyExoticComponent<ComponentType>;
  /** Open to those who have not signed in. */
  readonly open: boolean;
}

const verifyPage: PageModule = () => import("../../pages/VerifyPage");

/** Fetches the verifier ahead of need: it must be there when the network is gone. */
export const preloadVerifier = (): void => void verifyPage().catch(() => undefined);

const route = (path: string, load: PageModule, open = false): Route => ({ path, page: lazy(load), open });

export const ROUTES: readonly Route[] = [
  route("/", () => import("../../pages/HomePage")),
  route("/board", () => import("../../pages/BoardPage")),
  route("/items", () => import("../../pages/ItemsPage"), true),
  route("/items/:code", () => import("../../pages/ItemPage"), true),
  route("/agreements", () => import("../../pages/AgreementsPage")),
  route("/agreements/new", () => import("../../pages/NewAgreementPage")),
  route("/agreements/:id/acts/:name", () => import("../../pages/ActPage")),
  route("/agreements/sign", () => import("../../pages/SignPage")),
  route("/agreements/:id", () => import("../../pages/AgreementPage")),
  route("/reconciliation", () => import("../../pages/ReconciliationPage")),
  route("/ask", () => import("../../pages/AskPage")),
  route("/record", () => import("../../pages/RecordPage")),
  route("/record/:type", () => import("../../pages/RecordTypePage")),
  route("/events", () => import("../../pages/EventsPage")),
  route("/events/:id", () => import("../../pages/EventPage")),
  route("/lineage", () => import("../../pages/LineagePage")),
  route("/lineage/:ref", () => import("../../pages/LineagePage")),
  route("/figures", () => import("../../pages/FiguresPage")),
  route("/figures/:id", () => import("../../pages/FigurePage")),
  route("/questions", () => import("../../pages/QuestionsPage")),
  route("/questions/:n", () => import("../../pages/QuestionPage")),
  route("/reviews", () => import("../../pages/ReviewsPage")),
  route("/cases/:event", () => import("../../pages/CasePage")),
  route("/verify", verifyPage, true),
  route("/health", () => import("../../pages/HealthPage"), true),
  route("/departments", () => import("../../pages/DepartmentsPage"), true),
  route("/departments/:code", () => import("../../pages/DepartmentPage"), true),
  route("/reads", () => import("../../pages/ReadsPage")),
  route("*", () => import("../../pages/LostPage"), true),
];
