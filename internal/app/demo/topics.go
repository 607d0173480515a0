package demo

// topic is something that goes wrong again and again. %s stands for a device of the reporter.
type topic struct {
	category        string
	impact, urgency int
	titles          []string
	reports         []string
	replies         []string
	ends            []string // how it was resolved: the code, a blank, the text
}

// topics returns what usually goes wrong at Calder.
func topics() []topic {
	return []topic{
		{"Account and access / Password", 3, 2,
			[]string{"Password expired over the holiday", "Cannot sign in after changing my password", "New password is refused on %s"},
			[]string{"It says the password is wrong, but I changed it on Friday and it worked then.", "I was asked to change it at home and now the laptop wants the old one.",
				"Three tries and I am afraid to try a fourth."},
			[]string{"I have set a temporary one; please call me on 4410 so that I can read it out.", "Please connect the VPN first, lock the screen and sign in with the new one."},
			[]string{"user_guidance Signed in once on the office network so that the laptop learned the new password.", "fixed Temporary password set, changed at the first sign-in."}},
		{"Account and access / Second factor", 3, 2,
			[]string{"New phone, no more codes", "Authenticator shows codes that are not accepted"},
			[]string{"I got a new phone yesterday and gave the old one back. Now nobody lets me in.", "The codes change but every one of them is called wrong."},
			[]string{"I will reset the second factor after I have called you back on your desk number."},
			[]string{"fixed Second factor reset after a call back, new phone enrolled.", "user_guidance The phone's clock was four minutes slow; set to automatic time."}},
		{"Network / VPN", 3, 2,
			[]string{"VPN drops every half hour", "No VPN from the hotel in Lyon", "VPN connects, but no drives on %s"},
			[]string{"It reconnects by itself, but the vault check-out is lost each time.", "The Wi-Fi works for everything else. The client stops at 80 %.",
				"Connected since eight, mail works, the team drive does not."},
			[]string{"Please send me the log from the client's gear menu; I will look at the gateway meanwhile."},
			[]string{"fixed Client updated to the current version.", "workaround Switched to the second gateway until the hotel's network lets UDP through.", "self_recovered Came back after the provider's maintenance."}},
		{"Network / Wi-Fi", 2, 2,
			[]string{"Wi-Fi in the assembly hall comes and goes", "Scanners lose the Wi-Fi between rows C and D", "No Wi-Fi in the training room"},
			[]string{"Tablets at the benches lose the work instructions several times an hour.", "We have to walk back to row B for every second pallet."},
			[]string{"I can see the access point restarting; somebody will look at its cable this afternoon."},
			[]string{"fixed Replaced the patch cable of access point AP-17.", "fixed Moved two access points to another channel."}},
		{"Hardware / Printer and scanner", 3, 3,
			[]string{"Printer on the second floor jams on every page", "Label printer prints half a label", "Scan to mail does not arrive from %s", "Printer says toner low since Monday"},
			[]string{"I took the paper out twice. It jams again at the same place.", "The left half is blank. The truck comes at two.", "The device says sent. Nothing arrives, not even in junk."},
			[]string{"Please use the one in 2.14 for now; a technician comes at eleven.", "Could you send a photo of the display?"},
			[]string{"fixed Roller kit replaced.", "fixed Print head cleaned and label width set again.", "resolved_by_vendor The supplier changed the fuser under the contract."}},
		{"Hardware / Computer", 3, 2,
			[]string{"%s does not wake up after lunch", "Fan of %s runs at full speed all day", "Blue screen twice today", "%s is very slow since the update"},
			[]string{"I close the lid, come back, and have to hold the button for ten seconds.", "It is loud enough that customers hear it on calls.", "It says something about memory, too quickly to read."},
			[]string{"I have asked it to install the pending firmware; please restart once before you leave."},
			[]string{"fixed Firmware update installed.", "fixed Memory module replaced on site.", "no_fault_found Ran the full test overnight without a fault; please report it if it happens again."}},
		{"Hardware / Conference room", 2, 2,
			[]string{"Screen in room Humber stays black", "Nobody hears us in room Douro", "Room Motława shows yesterday's meetings"},
			[]string{"The cable is in and the laptop says it is connected. Customer call in twenty minutes.", "They see us. They say we sound as if we were under water."},
			[]string{"I am on my way. Please use room Aire meanwhile."},
			[]string{"fixed Table microphone re-paired.", "fixed Controller restarted, input set back to automatic."}},
		{"Hardware / Peripheral", 3, 3,
			[]string{"Space mouse not found on %s", "Headset disconnects in calls", "Dock does not charge %s"},
			[]string{"It worked until the dock was changed.", "After ten minutes I am on the loudspeaker without knowing it."},
			[]string{"Please try the port at the back of the dock; the front ones share their power."},
			[]string{"user_guidance Plugged into the rear port.", "fixed Dock exchanged from stock."}},
		{"Software / Business application", 2, 2,
			[]string{"Torque app loses the serial link after a screen lock", "Delivery notes without a customer address", "ERP says period closed, but it is not", "CAD licence server: no seats left"},
			[]string{"Each time the screen locks, the wrench has to be paired again. Thirty times a day.", "Since this morning the address block is empty on every note.", "Six people wait for a seat; the monitor shows only nine of twenty in use."},
			[]string{"Thank you, I can see it here too. I will tell you when there is a fix.", "Please keep working on paper until noon; I am talking to the supplier."},
			[]string{"workaround Screen lock set to 30 minutes on the benches until the supplier's fix.", "fixed Template corrected and notes printed again.", "fixed Stale seats released."}},
		{"Software / Office suite", 3, 3,
			[]string{"Excel opens the tender file read-only", "Macro for the price list stopped working", "Fonts look wrong in the quality report"},
			[]string{"It says that I am editing it. I am not.", "Security warning, then nothing."},
			[]string{"I have closed your old session on the server. Please try again."},
			[]string{"user_guidance The file was open on the second laptop.", "fixed Macro signed and added to the trusted list."}},
		{"Software / Licence", 3, 3,
			[]string{"Trial expired for the drawing viewer", "Need a seat for the simulation package"},
			[]string{"The viewer greets me with a shop page.", "I start with the load study on Monday."},
			[]string{"There is one seat left; your manager has to agree, I have asked."},
			[]string{"fixed Seat assigned."}},
		{"Mail and collaboration / Delivery", 2, 2,
			[]string{"Customer says our mails come back", "Mail to Brno takes an hour", "Newsletter went to junk at two customers"},
			[]string{"The bounce says something about SPF. They want the quote today.", "Sent at nine, arrived at ten past ten. Twice."},
			[]string{"Could you forward one of the bounces as an attachment?"},
			[]string{"fixed Sending address added to the SPF record.", "resolved_by_vendor The provider cleared a queue."}},
		{"Mail and collaboration / Calendar", 3, 3,
			[]string{"Room bookings vanish from my calendar", "Meeting an hour off for Porto"},
			[]string{"I book it, it is confirmed, the next day it is gone.", "We were all there at ten. They came at eleven."},
			[]string{"Is it always the same room?"},
			[]string{"fixed Room mailbox repaired.", "user_guidance The laptop was set to Madrid time."}},
		{"Security / Phishing report", 3, 1,
			[]string{"Mail asks me to confirm my payroll account", "Strange invoice with a link", "Message from “Callum” asks for gift cards"},
			[]string{"It looks like ours, but the link goes somewhere else. I did not click.", "I clicked, nothing happened, then I thought better of it."},
			[]string{"Thank you for telling us. Please do not forward it to colleagues; we have it."},
			[]string{"fixed Sender blocked, eleven copies removed from mailboxes.", "fixed Password changed and sessions ended as a precaution; no sign-in from outside."}},
		{"Backup and data / Restore", 3, 2,
			[]string{"Folder deleted on the team drive", "Old version of the calibration sheet needed"},
			[]string{"I moved it and now it is in neither place.", "I saved over it at noon. Yesterday's would do."},
			[]string{"Which folder, and when did you see it last?"},
			[]string{"fixed Restored from last night's copy.", "user_guidance Found in the recycle bin of the drive."}},
		{"Telephony", 3, 3,
			[]string{"Desk phone rings twice and stops", "Hotline greeting still says summer hours"},
			[]string{"Callers land in the voice mail of a colleague who left.", "Please change it before Monday."},
			[]string{"I will look at the routing now."},
			[]string{"fixed Forwarding removed.", "fixed Greeting changed."}},
		{"Facilities and other", 3, 3,
			[]string{"Badge does not open the clean room", "Time clock at gate 2 is five minutes fast"},
			[]string{"Green light, no click.", "People get written up for it."},
			[]string{"I have told facilities and will keep this open until it works."},
			[]string{"fixed Door controller restarted.", "fixed Time source corrected."}},
	}
}

// vault is the fault that comes back: each time the backup agent of the vault server in Gdańsk is updated, the service account that both
// use is locked out, and each time somebody unlocks it and closes the incidents without looking further.
func vault() topic {
	return topic{"Software / Business application", 2, 1,
		[]string{"Vault asks for my login again and again", "Cannot check out drawings this morning", "Drawing vault: “authentication service unavailable”", "Vault client hangs at 20 % when signing in",
			"No drawings in Gdańsk since the night"},
		[]string{"It worked yesterday evening. Leeds says it works for them.", "The client asks for the password, takes it, and asks again.", "All of bay 3 has the same. The files themselves open when I go to the share.",
			"Same as some weeks ago, I believe."},
		[]string{"Thank you. The service account is locked; I am unlocking it now, please try in five minutes."},
		[]string{"fixed Unlocked the vault service account on VLT-GDN-01. It had been locked since the backup agent was updated in the night.", "fixed Service account unlocked, logins work again.",
			"self_recovered Works again after the account was unlocked for another incident."}}
}
