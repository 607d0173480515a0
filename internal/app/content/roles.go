package content

import (
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
)

// Roles returns the shipped roles. Patterns are filled in with the permissions that the program knows, so that a new practice reaches
// the administrators and auditors by itself.
func Roles() []people.Role {
	return []people.Role{
		role(people.RoleAdministrator, "System administrator", "May do everything.", people.Allow("*", actor.All)),
		role("service_desk_agent", "Service desk agent", "Takes, works and answers the tickets of everybody.", with(staff(), desk(actor.All)...)...),
		role("service_desk_lead", "Service desk lead", "An agent who also keeps the teams, absences and categories in order.",
			with(with(with(staff(), desk(actor.All)...), lead()...), allow(actor.Own, "requisition.view", "requisition.edit")...)...),
		role("technician", "Technician", "Works the tickets of their teams.", with(staff(), desk(actor.Group)...)...),
		role("incident_manager", "Incident manager", "Keeps an eye on all incidents and on major ones.",
			with(staff(), allow(actor.All, "incident.*", "major.*", "sla.view")...)...),
		role("problem_manager", "Problem manager", "Looks for the causes behind incidents.",
			with(staff(), allow(actor.All, "problem.*", "incident.view", "incident.note", "knowledge.*")...)...),
		role("change_manager", "Change manager", "Plans and releases changes.",
			with(staff(), allow(actor.All, "change.*", "release.*", "incident.view", "incident.note")...)...),
		role("approver", "Approver", "Decides on changes and requests (CAB member).",
			with(staff(), allow(actor.All, "approval.decide", "change.view", "request.view", "requisition.view", "requisition.approve", "model.view", "supplier.view")...)...),
		role("asset_manager", "Asset manager", "Keeps assets, licences and contracts.",
			with(staff(), allow(actor.All, "asset.*", "cost.view", "model.*", "supplier.*", "stock.*", "stocktake.*", "terms.*", "attestation.*", "licence.*", "inventory.*", "finding.*", "sweep.*", "directory.*", "import.run", "contract.*", "order.*", "requisition.*", "budget.*", "service.*", "item.*", "incident.view")...)...),
		role("knowledge_manager", "Catalogue and knowledge manager", "Keeps what people can ask for and what they can read.",
			with(staff(), allow(actor.All, "knowledge.*", "catalogue.*", "category.*")...)...),
		role("finance_viewer", "Finance viewer", "Sees costs, contracts and depreciation.",
			with(staff(), allow(actor.All, "cost.view", "contract.view", "order.view", "requisition.view", "budget.view", "asset.view", "model.view", "supplier.view", "licence.view")...)...),
		role("auditor", "Auditor", "Reads everything, internal notes and the audit log too, and changes nothing.",
			allow(actor.All, "*.view", "*.view_internal", "people.audit")...),
		role(people.RoleRequester, "Requester", "Reports and follows their own matters. Whoever has no role is a requester.", requester(actor.Own)...),
		role("requester_manager", "Requester – manager", "A requester who also sees what their teams asked for.",
			with(requester(actor.Own), people.Allow("incident.view", actor.Group), people.Allow("request.view", actor.Group))...),
	}
}

func role(key, name, help string, list ...people.Grant) people.Role {
	return people.Role{Key: key, Name: name, Help: help, Grants: list, Shipped: true}
}

// allow gives several permissions the same scope.
func allow(s actor.Scope, list ...people.Pattern) []people.Grant {
	out := make([]people.Grant, len(list))
	for i, p := range list {
		out[i] = people.Allow(p, s)
	}
	return out
}

// with joins grants; the later one of a permission counts.
func with(base []people.Grant, more ...people.Grant) []people.Grant {
	out := make([]people.Grant, 0, len(base)+len(more))
	at := map[people.Pattern]int{}
	for _, g := range append(append(out, base...), more...) {
		if i, ok := at[g.Permission]; ok {
			out[i] = g
			continue
		}
		at[g.Permission] = len(out)
		out = append(out, g)
	}
	return out
}

// staff is what everybody who works here may do.
func staff() []people.Grant {
	return append(allow(actor.All, "people.view", "team.view", "entity.view"),
		append(allow(actor.Own, "absence.edit", "token.view", "token.edit"), requester(actor.Own)...)...)
}

// desk is the daily work on incidents and requests.
func desk(s actor.Scope) []people.Grant {
	return append(allow(s, "incident.view", "incident.reply", "incident.note", "incident.edit", "incident.work", "incident.reopen", "incident.cancel",
		"request.view", "request.edit", "request.work", "knowledge.view", "service.view", "item.view", "asset.view", "sla.view"),
		allow(actor.All, "incident.open", "request.submit", "model.view", "supplier.view", "stock.view")...)
}

func lead() []people.Grant {
	return allow(actor.All, "people.edit", "team.edit", "absence.edit", "category.edit", "account.invite", "settings.view", "insight.view", "view.share", "macro.share")
}

func requester(s actor.Scope) []people.Grant {
	return allow(s, "incident.view", "incident.open", "incident.reply", "incident.reopen", "incident.cancel", "request.view", "request.submit", "asset.view")
}
