package demo

import "slices"

// The agents and colleagues of the stories.
const (
	samir   = "samir.haddad"
	aroha   = "aroha.bell"
	nuno    = "nuno.teixeira"
	zuzanna = "zuzanna.wilk"
	teodor  = "teodor.ilic"
	halina  = "halina.brandt"
	thuha   = "nguyen.thu.ha"
	ravi    = "ravi.menon"
	ebba    = "ebba.sjostrom"
	jon     = "jon.thorsson"

	business = "Software / Business application"
	vpn      = "Network / VPN"
)

// today returns the stories that are under way right now.
func today() []story {
	return slices.Concat(outbreak(), morning(), urgent(), waiting())
}

// outbreak is the fault that comes back, once more, and the people it keeps from working.
func outbreak() []story {
	report := func(key, ago, by, title, text string) story {
		return story{key: key, ago: ago, by: by, title: title, report: text, category: business, impact: 2, urgency: 2,
			acts: []act{{"2h30m", zuzanna, "parent", "vault", ""}}}
	}
	return []story{
		{key: "vault", ago: "3h17m", by: requester, via: "phone", category: business, impact: 2, urgency: 1,
			title:  "Nobody in Gdańsk can open the drawing vault",
			report: "The vault client asks for my login, takes it, and asks again. Everybody in bay 3 has the same since about {-3h23m}. We have a customer review at {+2h} and need two drawings for it.",
			acts: []act{
				{"3h13m", aroha, "take", "", ""},
				{"3h9m", aroha, "reply", "", "Thank you, Marta. I can see it from here too: Leeds and Porto are not affected. I am getting Teodor to look at the server. Can you tell me whether the files open when you go to the share directly?"},
				{"3h6m", aroha, "raise", "", ""},
				{"3h4m", aroha, "team", infra, ""},
				{"3h2m", teodor, "take", "", ""},
				{"2h58m", teodor, "note", thuha, "Service account svc-vault is locked out. First failed login {-3h23m} local, six minutes after backup agent 8.3 went onto VLT-GDN-01. This looks familiar."},
				{"2h51m", requester, "reply", "", "Yes, the files open from the share. Checking out is what does not work."},
				{"2h40m", teodor, "file", "vault-auth.log", "{-3h23m}:04 AUTH svc-vault FAIL bad password (caller bkagent.exe)\n{-3h23m}:09 AUTH svc-vault FAIL bad password (caller bkagent.exe)\n{-3h23m}:14 AUTH svc-vault FAIL bad password (caller bkagent.exe)\n{-3h23m}:14 AUTH svc-vault LOCKED\n{-3h22m}:30 AUTH m.kowalczyk FAIL service account locked\n"},
				{"2h20m", teodor, "task", thuha, "Ask the vault supplier how to give the backup agent an account of its own"},
				{"2h18m", teodor, "task", teodor, "Unlock svc-vault and watch it for ten minutes"},
				{"1h50m", thuha, "note", teodor, "Not the first time this year; see the solved ones under “vault”. Each time we unlocked it and went on. We should open a problem this time."},
				{"1h12m", samir, "watch", "agnieszka.nowicka", ""},
				{"38m", requester, "reply", "", "Still the same. The review is at {+2h}."},
				{"21m", teodor, "reply", "", "I have found the reason: the new backup agent uses the vault's own account with an old password and locks it. I am giving it another account now and will unlock yours right after."},
			}},
		report("vault2", "3h8m", "piotr.zajac", "Vault keeps asking for my password", "Twice entered, twice asked again. My colleague at the next desk has it as well."),
		report("vault3", "3h1m", "dilnoza.karimova", "Cannot check out drawings", "Authentication service unavailable, it says. It worked yesterday evening."),
		report("vault4", "2h44m", "jakub.sikora", "No drawings on the test bench PC", "Bench 4 stands. The client hangs at 20 % when signing in."),
		{key: "vault5", ago: "2h52m", by: requester, via: "email", category: business, impact: 3, urgency: 2, title: "Vault problem, second mail",
			report: "Sorry, I do not know whether my call was written down, so here again: no vault in Gdańsk.", acts: []act{{"2h47m", zuzanna, "merge", "vault", ""}}},
	}
}

// morning is what else came in today.
func morning() []story {
	return []story{
		{key: "badge", ago: "10h6m", by: "kofi.mensah", via: "phone", category: "Facilities and other", impact: 2, urgency: 1, title: "Card reader at the Leeds loading bay rejects every badge",
			report: "Red light for everybody since the early shift. We have wedged the door, which is not how it should be.",
			acts: []act{{"9h52m", samir, "take", "", ""}, {"9h30m", samir, "reply", "", "Morning Kofi. Please keep somebody at the door. The controller does not answer; I have called the installer."},
				{"9h28m", samir, "hold", "awaiting_vendor", ""}, {"7h45m", samir, "resume", "", ""}, {"7h40m", samir, "note", "", "Installer has replaced the power supply, controller boots but has lost its card list."},
				{"1h5m", samir, "reply", "", "The reader is alive again; I am loading the card list now, which takes a while."}}},
		{key: "vpn1", ago: "3h35m", by: "dilnoza.karimova", category: vpn, impact: 3, urgency: 2, title: "VPN drops every ten minutes since today’s update",
			report: "Client updated itself at {-4h20m}. Since then it drops, reconnects, drops. LAP-0231.", acts: []act{{"3h20m", nuno, "reply", "", "Thank you. You are not the only one; please stay on the office network if you can."}}},
		{key: "vpn2", ago: "3h22m", by: "wren.whitlock", category: vpn, impact: 3, urgency: 2, title: "VPN asks for the code twice, then closes", report: "Both codes are accepted. Then the window goes away without a word. LAP-0187, from home.",
			acts: []act{{"2h10m", nuno, "link", "vpn1", ""}}},
		{key: "vpn3", ago: "1h8m", by: "yaw.boateng", category: vpn, impact: 3, urgency: 2, title: "Cannot stay on VPN for longer than a call", report: "I am at a customer in Hull until {+2h} and need the service manuals. LAP-0256."},
		{key: "mail", ago: "5h50m", by: "ines.carvalho", category: "Mail and collaboration / Delivery", impact: 2, urgency: 2, title: "Payslip mail went to the shared mailbox",
			report: "Today’s payroll run sent eleven payslips to finance-team instead of the people. Please get them out of there quickly.",
			acts: []act{{"5h41m", samir, "take", "", ""}, {"5h35m", ebba, "note", samir, "Treat as a data matter: who has opened the mailbox since {-5h58m}?"}, {"5h2m", samir, "reply", "", "All eleven are removed; two people had opened the mailbox and both have confirmed that they read nothing."},
				{"4h55m", samir, "resolve", "fixed", "Messages removed from the shared mailbox. The payroll template had the wrong reply group; corrected."}}},
		{key: "cad", ago: "6h40m", by: "hana.sato", category: "Hardware / Computer", impact: 3, urgency: 3, title: "Cursor jumps on the CAD workstation in bay 4", report: "WKS-041. It jumps to the upper left when I rotate a part. New mouse, same thing.",
			acts: []act{{"5h5m", aroha, "take", "", ""}, {"4h50m", aroha, "reply", "", "I will come by in an hour or two with another cable for the tablet."}}},
		{key: "phish1", ago: "4h31m", by: "imogen.clarke", category: "Security / Phishing report", impact: 3, urgency: 1, title: "Mail from “the bank” about our Porto account", report: "Addressed to me by name. I did not open the attachment.",
			acts: []act{{"4h20m", ebba, "take", "", ""}, {"4h12m", ebba, "reply", "", "Thank you, Imogen. Well spotted. It is one of forty; we are removing the others."}, {"3h48m", ebba, "resolve", "fixed", "Sender and attachment blocked, 39 copies removed. Nobody had opened it."}, {"3h30m", "imogen.clarke", "close", "", ""}}},
		{key: "erp", ago: "2h5m", by: "iga.wrobel", category: business, impact: 2, urgency: 1, title: "Planning board shows orders of last week", report: "Refresh does nothing. The shop floor builds by it.",
			acts: []act{{"1h40m", ravi, "take", "", ""}, {"1h36m", ravi, "reply", "", "I can see why: a table has no room left. I am giving it more and will start the job again; about an hour."}, {"1h35m", ravi, "file", "ts_plan.csv", "tablespace,used_mb,size_mb\nTS_PLAN,8191,8192\nTS_STOCK,2210,4096\n"}, {"1h31m", ravi, "note", "", "The job stopped at {-11h14m}: tablespace TS_PLAN full. Extending."}}},
		{key: "toner", ago: "52m", by: "mei-ling.zhou", category: "Hardware / Printer and scanner", impact: 3, urgency: 3, title: "Label printer prints the old company address", report: "PRT-014, all labels since it was exchanged."},
		{key: "new1", ago: "34m", by: "desmond.okoro", category: "Facilities and other", impact: 3, urgency: 3, title: "Screens in the canteen show an error page", report: "All four. It says certificate expired."},
		{key: "new2", ago: "17m", by: "beatriz.fonseca", via: "phone", category: "Hardware / Computer", impact: 2, urgency: 1, title: "Laptop black after docking, board meeting at {+1h}", report: "Beatriz calls from Porto. Fans run, no picture on either screen."},
		{key: "new3", ago: "9m", by: "leonor.vaz", category: "Backup and data / Lost file", impact: 3, urgency: 2, title: "Inspection plan gone from the quality drive", report: "The folder “Optics” was there an hour ago."},
		{key: "new4", ago: "4m", by: "tariq.aziz", via: "email", category: "Account and access / Locked account", impact: 3, urgency: 1, title: "Locked out at a customer’s site", report: "Too many tries, my fault. I am at the machine and cannot log the repair."},
		{key: "cancel", ago: "2h33m", by: "ada.whitfield", category: "Telephony", impact: 3, urgency: 3, title: "Reception phone silent", report: "It does not ring.", acts: []act{{"2h25m", "ada.whitfield", "cancel", "", "The ringer was switched off. Sorry!"}}},
	}
}

// urgent is what cannot wait: each promise of it counts at any hour, so that something is always about to break.
func urgent() []story {
	return []story{
		{key: "leeds", ago: "9h40m", by: "ada.whitfield", via: "phone", category: "Network / Internet", impact: 1, urgency: 1, title: "No internet in the whole Leeds office", report: "Phones as well. People stand in the corridor.",
			acts: []act{{"9h38m", aroha, "take", "", ""}, {"9h36m", aroha, "reply", "", "The line is down at the provider. We are switching to the second one now."}, {"9h35m", aroha, "team", infra, ""},
				{"9h31m", teodor, "take", "", ""}, {"9h30m", teodor, "note", ebba, "Failover did not switch by itself: the health check pings a host that still answers. Switched by hand."},
				{"9h10m", teodor, "reply", "", "Everything runs over the second line since {-9h18m}. Please tell us if something does not."}, {"8h50m", teodor, "resolve", "workaround", "Running on the second line. Provider repairs a cut fibre; we switch back tonight."}}},
		{key: "labelserver", ago: "7h39m", by: "miguel.ferraz", via: "phone", category: "Hardware / Server", impact: 2, urgency: 1, title: "No shipping labels in Porto, trucks are waiting", report: "LBL-PRT-01 does not answer. Two trucks stand at the ramp, the third comes at {+1h}.",
			acts: []act{{"7h20m", nuno, "take", "", ""}, {"7h15m", nuno, "reply", "", "Miguel, I am on it. Can you reach the web page of the label server from the office PC?"}, {"6h50m", "miguel.ferraz", "reply", "", "No. The lights on the box are on."},
				{"6h40m", nuno, "note", teodor, "Disk is full of print spool, 61 GB since Friday. Clearing it by hand, slow."}, {"3h20m", nuno, "reply", "", "Labels of today are printing again, the backlog follows. I keep this open until it is through."},
				{"3h15m", nuno, "task", nuno, "Move the spool to its own disk"}, {"3h14m", nuno, "task", halina, "Alarm when the spool is over 80 %"}}},
		{key: "hotline", ago: "1h26m", by: "bruno.tavares", category: "Telephony", impact: 2, urgency: 1, title: "Hotline calls from Spain ring in an empty room", report: "Customers call me on my mobile instead. It started with the new routing."},
		{key: "clean2", ago: "6h45m", by: "catarina.lopes", category: "Network / Wi-Fi", impact: 2, urgency: 1, title: "Torque tablets in assembly lose the network for minutes", report: "Line 2 stands each time. About every half hour.",
			acts: []act{{"6h20m", halina, "take", "", ""}, {"6h12m", halina, "reply", "", "Thank you. I see both access points restart at the same moment; that smells of power. Electrician is on the way."},
				{"2h50m", halina, "reply", "", "The circuit is shared with the new oven. We are moving the access points to another one."}}},
		{key: "scale", ago: "5h10m", by: "owen.price", category: business, impact: 2, urgency: 1, title: "Goods-in scale sends weights to the wrong order", report: "Nineteen pallets are booked to an order of last month.",
			acts: []act{{"4h50m", thuha, "take", "", ""}, {"4h40m", thuha, "ask", "awaiting_caller", "I have stopped the interface so that it does not get worse. Which order should the nineteen belong to?"}}},
		{key: "cert", ago: "31h", by: "leon.marsh", category: "Network / VPN", impact: 3, urgency: 2, title: "Certificate of the build server ends on the weekend", report: "The agents will refuse it from then on.",
			acts: []act{{"30h", teodor, "take", "", ""}, {"29h", teodor, "reply", "", "The new one is here; I exchange it in the maintenance window tomorrow."}, {"28h55m", teodor, "hold", "scheduled", "+20h"}}},
	}
}

// waiting is what has been lying for days, for its own reasons.
func waiting() []story {
	return []story{
		{key: "humber", ago: "50h", by: "lars.tveit", category: "Hardware / Conference room", impact: 2, urgency: 2, title: "Teams room “Humber” shows a black screen", report: "Sound works, picture does not. A customer comes next week.",
			acts: []act{{"49h30m", samir, "take", "", ""}, {"48h", samir, "reply", "", "The panel's controller is dead. I have ordered a visit of the supplier."}, {"47h55m", samir, "hold", "awaiting_vendor", ""},
				{"6h", "lars.tveit", "reply", "", "Any news? I would book another room otherwise."}}},
		{key: "labels", ago: "74h", by: "mei-ling.zhou", category: "Hardware / Printer and scanner", impact: 3, urgency: 3, title: "Packing list comes out in two languages mixed", report: "Half English, half Polish.",
			acts: []act{{"72h", aroha, "take", "", ""}, {"71h", aroha, "ask", "", "Could you send me one of the lists, and tell me from which screen you print it?"}}},
		{key: "tenders", ago: "30h", by: "rashid.al-amin", category: "Account and access / Shared mailbox or folder", impact: 3, urgency: 2, title: "Bid team cannot save into “Tenders”", report: "Reading works, saving says access denied. Deadline tomorrow noon.",
			acts: []act{{"29h", nuno, "take", "", ""}, {"28h", nuno, "ask", "", "Who of your team should be able to write? Please give me the names and I will set it at once."},
				{"25h", "rashid.al-amin", "reply", "", "Myself, Lars and Saoirse."}, {"24h30m", nuno, "resolve", "fixed", "Write access for three people granted to the bid team's group."},
				{"20h", "rashid.al-amin", "reopen", "", "Works for Lars and me. Saoirse still gets access denied."}, {"3h50m", nuno, "reply", "", "Saoirse has to sign out and in once; could she try?"}}},
		{key: "torque", ago: "98h", by: "catarina.lopes", category: business, impact: 2, urgency: 2, title: "Torque app loses the serial link after a screen lock", report: "Nineteen times on my shift alone. Each time the wrench has to be paired again.",
			acts: []act{{"97h", thuha, "take", "", ""}, {"96h", thuha, "reply", "", "I know this one: it comes with the new lock screen. I have asked the supplier for their fix and will tell you."},
				{"95h", thuha, "hold", "awaiting_problem", ""}, {"27h", thuha, "note", ravi, "Supplier confirms, fix in 4.2.1. Until then: lock after 30 minutes on the benches."}}},
		{key: "clean", ago: "26h", by: "tiago.rocha", category: "Network / Wi-Fi", impact: 2, urgency: 2, title: "Tablets in the clean room lose the work instructions", report: "Between the second and the third lock. Since the filters were changed.",
			acts: []act{{"25h30m", halina, "take", "", ""}, {"24h", halina, "note", "", "AP-P07 hangs behind the new filter housing. Needs to be moved by facilities; window on Saturday."}}},
		{key: "excel", ago: "29h", by: "alicja.duda", category: "Software / Office suite", impact: 3, urgency: 3, title: "Overtime sheet opens read-only", report: "It says I am editing it. I am not.",
			acts: []act{{"28h20m", zuzanna, "take", "", ""}, {"28h", zuzanna, "resolve", "user_guidance", "It was open on the second laptop at home; closed there."}}},
		{key: "scanner", ago: "54h", by: "mehmet.yildiz", via: "walk_in", category: "Hardware / Peripheral", impact: 3, urgency: 2, title: "Hand scanner beeps but types nothing", report: "Row C, scanner 7.",
			acts: []act{{"53h50m", aroha, "take", "", ""}, {"53h40m", aroha, "task", aroha, "Pair scanner 7 with the new base"}, {"52h", aroha, "done", "", "Pair scanner 7 with the new base"}, {"51h50m", aroha, "resolve", "fixed", "Paired with another base; the old one goes back."}}},
		{key: "loan", ago: "46h", by: "eilidh.macrae", category: "Hardware / Computer", impact: 3, urgency: 3, title: "Loan laptop for an apprentice does not start", report: "It was in the cupboard since summer.",
			acts: []act{{"45h30m", samir, "team", buy, ""}, {"45h", jon, "take", "", ""}, {"44h", jon, "ask", "awaiting_vendor", "The battery is flat for good. A new one is ordered, two days."}}},
	}
}
