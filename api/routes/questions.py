"""What departments, auditors and supervisors ask of the record: one call each (docs/questions.md)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from api.bodies import FieldsQuestion
from api.deps import CallerDep, LedgerDep
from api.described import PUBLIC, READ, WRITE, problems
from api.forms import ActsFilter, AgreementId, CaseFilter, DepartmentCode, EventId, ItemCode, PersonFilter
from ledger.asking.inquiry import Inquiries
from ledger.asking.log_statement import LogStatement, log_statement
from ledger.questions.case_findings import CaseFindings, case_findings
from ledger.questions.coverage import Coverage, coverage
from ledger.questions.data_origin import DataOrigin, data_origin
from ledger.questions.disposal import Disposal, disposal
from ledger.questions.dispute_standing import DisputeStanding, dispute_standing
from ledger.questions.field_basis import FieldByField, field_by_field
from ledger.questions.hand_over import HandOver, hand_over
from ledger.questions.item_standing import ItemStanding, item_standing
from ledger.questions.liability import Liability, liability
from ledger.questions.operator_acts import OperatorActs, operator_acts
from ledger.questions.person_uses import PersonUses, person_uses
from ledger.questions.signatures_then import SignaturesThen, signatures_then
from ledger.questions.version_use import VersionUse, version_use
from ledger.registers.department_record import DepartmentRecord, department_record
from ledger.registers.succession import Succession, succession


async def inquiries_of(request: Request) -> Inquiries:
    """The application's inquiries."""
    ledger = request.app.state.ledger
    return Inquiries(ledger.store, ledger.directory, ledger.config.origin, ledger.access.now)


InquiriesDep = Annotated[Inquiries, Depends(inquiries_of)]
Item = Annotated[ItemCode, Path()]
Agreement = Annotated[AgreementId, Path()]
Department = Annotated[DepartmentCode, Path()]
Event = Annotated[EventId, Path()]

router = APIRouter(prefix="/v1", tags=["问答 · questions"])


@router.get("/items/{code:path}/standing", summary="归谁管、走什么手续、多新多好 · an item's standing",
            responses=problems(*READ))  # fmt: skip
def ask_item_standing(code: Item, caller: CallerDep, inquiries: InquiriesDep) -> ItemStanding:
    """归属、共享类型与条件原文、手续与期限、更新与质量、数源、重复采集提示 · owner, procedure, freshness, quality, sources."""
    with inquiries.open(caller, "item.standing", code) as inquiry:
        return item_standing(inquiry, code)


@router.get("/items/{code:path}/versions", summary="使用者换新版了吗 · users by version", responses=problems(*READ))
def ask_version_use(code: Item, caller: CallerDep, inquiries: InquiriesDep) -> VersionUse:
    """各使用部门所持、所用版本与滞后小时 · the version each user holds and uses, hours of lag."""
    with inquiries.open(caller, "item.versions", code) as inquiry:
        return version_use(inquiry, code)


@router.post("/decisions/fields", summary="逐字段问依据 · field by field", responses=problems(*WRITE))
def ask_fields(body: FieldsQuestion, caller: CallerDep, ledger: LedgerDep, inquiries: InquiriesDep) -> FieldByField:
    """每个字段可否、依据何协议何法条、缺什么; 最少字段 · each field, its basis, what is missing, the fewest that do."""
    question = body.model_dump(exclude={"at"})
    with inquiries.open(caller, "decision.fields", body.item, {"department": body.department}) as inquiry:
        return field_by_field(ledger.decider, inquiry, caller, question, body.at)


@router.get("/agreements/{id}/hand-over", summary="责任何时转移 · where liability moves", responses=problems(*READ))
def ask_hand_over(id: Agreement, caller: CallerDep, inquiries: InquiriesDep) -> HandOver:  # noqa: A002
    """交接点、条款清单、本协议下的归责规则 · the hand-over point, clauses, rules of attribution."""
    with inquiries.open(caller, "agreement.hand-over", id) as inquiry:
        return hand_over(inquiry, id)


@router.get("/agreements/{id}/signatures", summary="三方签字当时有没有权 · signatures and authority then",
            responses=problems(*READ))  # fmt: skip
def ask_signatures(id: Agreement, caller: CallerDep, inquiries: InquiriesDep) -> SignaturesThen:  # noqa: A002
    """每一签名的密钥、角色与当时有效性 · each signature's key, role and validity then."""
    with inquiries.open(caller, "agreement.signatures", id) as inquiry:
        return signatures_then(inquiry, id)


@router.get("/agreements/{id}/disposal", summary="到期删了没有 · disposal after the end", responses=problems(*READ))
def ask_disposal(id: Agreement, caller: CallerDep, inquiries: InquiriesDep) -> Disposal:  # noqa: A002
    """处置证明、副本、结束后的使用 · certificate, copies, uses after the end."""
    with inquiries.open(caller, "agreement.disposal", id) as inquiry:
        return disposal(inquiry, id)


@router.get(
    "/agreements/{id}/disputes", summary="争议该谁裁、走到哪步 · who settles a dispute", responses=problems(*READ)
)
def ask_disputes(id: Agreement, caller: CallerDep, inquiries: InquiriesDep) -> DisputeStanding:  # noqa: A002
    """最近共同上级、各步结果、下一受理机关 · route, steps, next body."""
    with inquiries.open(caller, "agreement.disputes", id) as inquiry:
        return dispute_standing(inquiry, id)


@router.get(
    "/departments/{code}/record", summary="有没有违约与发现在案 · a department's record", responses=problems(*READ)
)
def ask_record(code: Department, caller: CallerDep, inquiries: InquiriesDep) -> DepartmentRecord:
    """发现、违约、责令、安全事件、处置; 未了结者标明 · findings, breaches, orders, incidents, disposals; unresolved marked."""
    with inquiries.open(caller, "department.record", code) as inquiry:
        return department_record(inquiry, code)


@router.get("/departments/{code}/succession", summary="机构改革后归谁 · after a reform", responses=problems(*READ))
def ask_succession(code: Department, caller: CallerDep, inquiries: InquiriesDep) -> Succession:
    """承继部门、目录项、沿用与待重签的协议 · successor, items, agreements that go on and those to sign anew."""
    with inquiries.open(caller, "department.succession", code) as inquiry:
        return succession(inquiry, code)


@router.get(
    "/departments/{code}/coverage", summary="记录存满三年没有 · records month by month", responses=problems(*READ)
)
def ask_coverage(code: Department, caller: CallerDep, inquiries: InquiriesDep) -> Coverage:
    """逐月使用记录、缺哪几个月、保存到何时 · use reports by month, what is missing, kept until."""
    with inquiries.open(caller, "department.coverage", code) as inquiry:
        return coverage(inquiry, code)


@router.get(
    "/departments/{code}/acts", summary="某人某日做过什么 · an operator's acts on a day", responses=problems(*READ)
)
def ask_acts(
    code: Department, caller: CallerDep, inquiries: InquiriesDep, query: Annotated[ActsFilter, Query()]
) -> OperatorActs:
    """办件、用途、当时的密钥与协议状态, 依据是否齐备 · cases, purposes, key and agreement then, whether grounded."""
    with inquiries.open(caller, "department.acts", code, query.model_dump()) as inquiry:
        return operator_acts(inquiry, code, query.day, query.operator)


@router.get(
    "/departments/{code}/cases",
    summary="超期与一人两岗的办件 · cases over time, or of one hand",
    responses=problems(*READ),
)
def ask_cases(
    code: Department, caller: CallerDep, inquiries: InquiriesDep, query: Annotated[CaseFilter, Query()]
) -> CaseFindings:
    """导入的办件: 超过期限者; 同一人既核对又决定者 · imported cases past their deadline; checked and decided by one."""
    with inquiries.open(caller, "department.cases", code) as inquiry:
        return case_findings(inquiry, code, query.pair, query.after, query.limit)


@router.get(
    "/events/{id}/origin", summary="这份文件从哪来、有没有人改过 · where a file came from", responses=problems(*READ)
)
def ask_origin(id: Event, caller: CallerDep, inquiries: InquiriesDep) -> DataOrigin:  # noqa: A002
    """逐步的摘要、行数与改动、核对人 · digest, rows and change at each step, who checked."""
    with inquiries.open(caller, "event.origin", id) as inquiry:
        return data_origin(inquiry, id)


@router.get(
    "/events/{id}/liability", summary="用错了该不该担责 · liability at the time of use", responses=problems(*READ)
)
def ask_liability(id: Event, caller: CallerDep, ledger: LedgerDep, inquiries: InquiriesDep) -> Liability:  # noqa: A002
    """使用时的版本、当时已知的问题、按规则拟由谁担责 · version then, issues known then, whom the rules propose."""
    with inquiries.open(caller, "event.liability", id) as inquiry:
        return liability(inquiry, ledger.tracer.accountability(caller, id))


@router.get("/uses", summary="谁用过某人的数据 · who used a person's data", responses=problems(*READ))
def ask_person_uses(caller: CallerDep, inquiries: InquiriesDep, query: Annotated[PersonFilter, Query()]) -> PersonUses:
    """以键控引用或办件编号查, 账本不存个人信息 · by a keyed reference or a case; the ledger holds no personal data."""
    since, until = query.period()
    with inquiries.open(caller, "person.uses", query.digest()) as inquiry:
        return person_uses(inquiry, subject=query.subject, case=query.case, since_ms=since, until_ms=until)


@router.get("/log/statement", summary="账本有没有被改过 · was the ledger changed", responses=problems(*PUBLIC))
def ask_statement(ledger: LedgerDep) -> LogStatement:
    """公开: 存储与所签是否一致、锚定、见证、如何自行验证 · public: what agrees, what is anchored, how to check."""
    return log_statement(ledger.store, ledger.prover, ledger.access.now())
