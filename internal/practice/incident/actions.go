package incident

import "github.com/fettle-itsm/fettle/internal/engine/action"

// Actions returns the verbs offered to pages, the API, rules and assistants.
func (s *Service) Actions() []action.Spec {
	return []action.Spec{
		action.Of("incident.open", "Report an incident", PermOpen, s.Open),
		action.Of("incident.edit", "Save", PermEdit, s.Edit),
		action.Of("incident.assign", "Assign", PermEdit, s.Assign),
		action.Of("incident.take", "Take", PermWork, s.Take),
		action.Of("incident.start", "Start work", PermWork, s.Start),
		action.Of("incident.release", "Return to the queue", PermWork, s.Release),
		action.Of("incident.hold", "Put on hold", PermWork, s.Hold),
		action.Of("incident.resume", "Resume work", PermWork, s.Resume),
		action.Of("incident.resolve", "Resolve", PermWork, s.Resolve),
		action.Of("incident.reopen", "Reopen", PermReopen, s.Reopen),
		action.Of("incident.close", "Close", PermReopen, s.Close),
		action.Of("incident.cancel", "Cancel", PermCancel, s.Cancel),
		action.Of("incident.reply", "Reply", PermReply, s.Reply),
		action.Of("incident.note", "Add internal note", PermNote, s.Note),
		action.Of("incident.log_time", "Book time", PermEdit, s.LogTime),
		action.Of("incident.merge", "Merge", PermWork, s.Merge),
		action.Of("incident.split", "Split", PermWork, s.Split),
		action.Of("incident.link", "Link", PermEdit, s.Link),
		action.Of("incident.unlink", "Remove link", PermEdit, s.Unlink),
		action.Of("incident.watch", "Follow", PermView, s.Watch),
		action.Of("incident.unwatch", "Stop following", PermView, s.Unwatch),
		action.Of("incident.add_task", "Add task", PermEdit, s.AddTask),
		action.Of("incident.edit_task", "Save task", PermEdit, s.EditTask),
	}
}
