package draw

// symbols is the whole icon set: outline icons on a 16 grid (i-), state and
// priority glyphs on a 12 grid (s-). Every colour is currentColor or a token,
// so one drawing serves both themes.
const symbols = "" +
	`<symbol id="i-ai" viewBox="0 0 16 16"><path d="M8 2c.6 3.4 2 5 6 6-4 1-5.4 2.6-6 6-.6-3.4-2-5-6-6 4-1 5.4-2.6 6-6z"/></symbol>` +
	`<symbol id="i-app" viewBox="0 0 16 16"><rect x="2.5" y="2.5" width="4.5" height="4.5" rx="1"/><rect x="9" y="2.5" width="4.5" height="4.5" rx="1"/><rect x="2.5" y="9" width="4.5" height="4.5" rx="1"/><path d="M11.25 9v4.5M9 11.25h4.5"/></symbol>` +
	`<symbol id="i-appr" viewBox="0 0 16 16"><circle cx="8" cy="8" r="5.8"/><path d="m5.4 8.2 1.8 1.8 3.5-3.8"/></symbol>` +
	`<symbol id="i-asset" viewBox="0 0 16 16"><rect x="3" y="3" width="10" height="7.5" rx="1"/><path d="M1.5 13h13"/></symbol>` +
	`<symbol id="i-bell" viewBox="0 0 16 16"><path d="M4 7a4 4 0 0 1 8 0c0 3.5 1.5 4.2 1.5 4.2h-11S4 10.5 4 7zM6.8 13.5h2.4"/></symbol>` +
	`<symbol id="i-cal" viewBox="0 0 16 16"><rect x="2.2" y="3.2" width="11.6" height="10.6" rx="1.5"/><path d="M2.2 6.6h11.6M5.3 1.8v2.6M10.7 1.8v2.6"/></symbol>` +
	`<symbol id="i-chart" viewBox="0 0 16 16"><path d="M2.5 2.5v11h11M5.5 10.5v-3M8.5 10.5V4.5M11.5 10.5V6.5"/></symbol>` +
	`<symbol id="i-chat" viewBox="0 0 16 16"><path d="M2.5 3h11v8h-6l-3 2.7V11h-2z"/></symbol>` +
	`<symbol id="i-chg" viewBox="0 0 16 16"><path d="M2.5 5.5h10M9.8 2.8l2.7 2.7-2.7 2.7M13.5 11h-10M6.2 8.3 3.5 11l2.7 2.7"/></symbol>` +
	`<symbol id="i-ci" viewBox="0 0 16 16"><path d="M8 2 13.2 5v6L8 14l-5.2-3V5zM2.8 5 8 8l5.2-3M8 8v6"/></symbol>` +
	`<symbol id="i-clip" viewBox="0 0 16 16"><path d="m13 7.5-5.3 5.3a3 3 0 0 1-4.3-4.3l5.6-5.6a2 2 0 0 1 2.9 2.9l-5.5 5.5a1 1 0 0 1-1.4-1.4l4.8-4.8"/></symbol>` +
	`<symbol id="i-clock" viewBox="0 0 16 16"><circle cx="8" cy="8" r="5.8"/><path d="M8 4.8V8l2.2 1.5"/></symbol>` +
	`<symbol id="i-cog" viewBox="0 0 16 16"><path d="M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6"/><circle cx="10" cy="5" r="1.5"/><circle cx="6" cy="11" r="1.5"/></symbol>` +
	`<symbol id="i-cols" viewBox="0 0 16 16"><rect x="2.5" y="3" width="11" height="10" rx="1"/><path d="M6.2 3v10M9.8 3v10"/></symbol>` +
	`<symbol id="i-down" viewBox="0 0 16 16"><path d="m4 6 4 4 4-4"/></symbol>` +
	`<symbol id="i-filter" viewBox="0 0 16 16"><path d="M2.5 4h11M4.5 8h7M6.5 12h3"/></symbol>` +
	`<symbol id="i-folder" viewBox="0 0 16 16"><path d="M2 4.5c0-.6.4-1 1-1h3l1.5 1.7H13c.6 0 1 .400 1 1V12c0 .6-.4 1-1 1H3c-.6 0-1-.4-1-1z"/></symbol>` +
	`<symbol id="i-gift" viewBox="0 0 16 16"><rect x="2.5" y="6" width="11" height="7.5" rx="1"/><path d="M8 6v7.5M2.5 9h11M8 6C6 6 4.7 5 5 3.6 5.5 2 7.5 3 8 6c.5-3 2.5-4 3-2.4C11.3 5 10 6 8 6z"/></symbol>` +
	`<symbol id="i-home" viewBox="0 0 16 16"><path d="M2.5 7.5 8 2.8l5.5 4.7v6h-11z"/><path d="M6.5 13.5v-4h3v4"/></symbol>` +
	`<symbol id="i-i" viewBox="0 0 16 16"><circle cx="8" cy="8" r="5.8"/><path d="M8 7.3v3.5M8 5.2v.01"/></symbol>` +
	`<symbol id="i-inc" viewBox="0 0 16 16"><path d="M9 1.8 3.6 9.2h3.6l-.6 5L12.400 6.800H8.600z"/></symbol>` +
	`<symbol id="i-kb" viewBox="0 0 16 16"><path d="M8 3.8C6.6 2.8 4.6 2.5 2.3 2.6v9.6c2.3-.1 4.3.3 5.7 1.3 1.4-1 3.4-1.4 5.7-1.3V2.6C11.4 2.5 9.4 2.8 8 3.8zM8 3.8v9.7"/></symbol>` +
	`<symbol id="i-key" viewBox="0 0 16 16"><circle cx="5" cy="11" r="2.7"/><path d="m7 9 6-6M11 5l2 2M9.3 6.7l1.3 1.3"/></symbol>` +
	`<symbol id="i-left" viewBox="0 0 16 16"><path d="m10 4-4 4 4 4"/></symbol>` +
	`<symbol id="i-lic" viewBox="0 0 16 16"><path d="M3 2.5h7l3 3v8H3z"/><path d="M10 2.5v3h3M5.5 8.5h5M5.5 11h3"/></symbol>` +
	`<symbol id="i-link" viewBox="0 0 16 16"><path d="M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.7l.8-.8"/></symbol>` +
	`<symbol id="i-lock" viewBox="0 0 16 16"><rect x="3.2" y="7" width="9.6" height="6.5" rx="1.2"/><path d="M5.3 7V5.2a2.7 2.7 0 0 1 5.4 0V7"/></symbol>` +
	`<symbol id="i-mail" viewBox="0 0 16 16"><rect x="2" y="3.5" width="12" height="9" rx="1.2"/><path d="m2.5 4.5 5.5 4.3 5.5-4.3"/></symbol>` +
	`<symbol id="i-map" viewBox="0 0 16 16"><circle cx="3.6" cy="8" r="1.7"/><circle cx="12.4" cy="3.8" r="1.7"/><circle cx="12.4" cy="12.2" r="1.7"/><path d="M5.2 7.2 10.8 4.6M5.2 8.8l5.6 2.6"/></symbol>` +
	`<symbol id="i-mark" viewBox="0 0 24 24"><path d="M2 12h5M19.500 4.500v15" stroke-width="2.2"/><circle cx="10.500" cy="12" r="3.200" stroke-width="2.400"/><path d="M15 12h3" stroke-width="5" stroke-linecap="butt"/></symbol>` +
	`<symbol id="i-merge" viewBox="0 0 16 16"><path d="M4 2.5v4c0 2 4 2 4 4v3M12 2.5v4c0 2-4 2-4 4"/></symbol>` +
	`<symbol id="i-more" viewBox="0 0 16 16"><path d="M3.5 8v.01M8 8v.01M12.5 8v.01" stroke-width="2.2"/></symbol>` +
	`<symbol id="i-my" viewBox="0 0 16 16"><path d="M2.5 8.2 5 3h6l2.5 5.2V13h-11z"/><path d="m5.6 8.4 1.7 1.7 3.2-3.6"/></symbol>` +
	`<symbol id="i-oct" viewBox="0 0 16 16"><path d="M5.5 2h5L14 5.5v5L10.5 14h-5L2 10.5v-5z"/><path d="M8 5v3.5M8 10.8v.01"/></symbol>` +
	`<symbol id="i-ok" viewBox="0 0 16 16"><circle cx="8" cy="8" r="5.8"/><path d="m5.4 8.2 1.8 1.8 3.5-3.8"/></symbol>` +
	`<symbol id="i-phone" viewBox="0 0 16 16"><path d="M4 2.2h2l1 3-1.4 1.2a8 8 0 0 0 4 4L10.8 9l3 1v2c0 1-.8 1.8-1.8 1.8C6.8 13.5 2.5 9.2 2.2 4 2.2 3 3 2.2 4 2.2z"/></symbol>` +
	`<symbol id="i-plus" viewBox="0 0 16 16"><path d="M8 3v10M3 8h10"/></symbol>` +
	`<symbol id="i-prb" viewBox="0 0 16 16"><circle cx="7" cy="7" r="4.5"/><path d="m10.4 10.4 3.4 3.4M7 5v2.2M7 9v.01"/></symbol>` +
	`<symbol id="i-print" viewBox="0 0 16 16"><path d="M4.5 6V2.5h7V6M4.5 11.5H3c-.6 0-1-.4-1-1V7c0-.6.4-1 1-1h10c.6 0 1 .400 1 1v3.5c0 .6-.4 1-1 1h-1.5"/><path d="M4.5 9.5h7v4h-7z"/></symbol>` +
	`<symbol id="i-queue" viewBox="0 0 16 16"><path d="M2.5 4h11M2.5 8h11M2.5 12h7"/></symbol>` +
	`<symbol id="i-reply" viewBox="0 0 16 16"><path d="M6.5 4 2.5 8l4 4M2.5 8h6c3 0 5 1.5 5 4.5"/></symbol>` +
	`<symbol id="i-req" viewBox="0 0 16 16"><path d="M2.5 9.5 4.5 3h7l2 6.5v3.5h-11z"/><path d="M2.5 9.5h3.2l1 1.6h2.6l1-1.6h3.2"/></symbol>` +
	`<symbol id="i-right" viewBox="0 0 16 16"><path d="m6 4 4 4-4 4"/></symbol>` +
	`<symbol id="i-search" viewBox="0 0 16 16"><circle cx="7" cy="7" r="4.5"/><path d="m10.4 10.4 3.4 3.4"/></symbol>` +
	`<symbol id="i-server" viewBox="0 0 16 16"><rect x="2.5" y="2.5" width="11" height="4.5" rx="1"/><rect x="2.5" y="9" width="11" height="4.5" rx="1"/><path d="M5 4.75v.01M5 11.25v.01"/></symbol>` +
	`<symbol id="i-service" viewBox="0 0 16 16"><path d="m8 2.2 6 3-6 3-6-3zM2.6 8.2 8 10.9l5.4-2.700M2.6 11.1 8 13.8l5.4-2.7"/></symbol>` +
	`<symbol id="i-sun" viewBox="0 0 16 16"><circle cx="8" cy="8" r="2.8"/><path d="M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9"/></symbol>` +
	`<symbol id="i-supplier" viewBox="0 0 16 16"><path d="M1.5 3.5h8V11h-8zM9.5 6h2.7l2.3 2.5V11h-5"/><circle cx="4.5" cy="12" r="1.3"/><circle cx="11.5" cy="12" r="1.3"/></symbol>` +
	`<symbol id="i-swap" viewBox="0 0 16 16"><path d="M5 3 2.5 5.5 5 8M2.5 5.5h11M11 8l2.5 2.5L11 13M13.5 10.5h-11"/></symbol>` +
	`<symbol id="i-tick" viewBox="0 0 16 16"><path d="m3 8.5 3.2 3.2L13 4.5"/></symbol>` +
	`<symbol id="i-user" viewBox="0 0 16 16"><circle cx="8" cy="5.4" r="2.7"/><path d="M2.8 13.6c.6-2.7 2.6-4 5.2-4s4.6 1.3 5.2 4"/></symbol>` +
	`<symbol id="i-users" viewBox="0 0 16 16"><circle cx="6" cy="5.4" r="2.5"/><path d="M1.5 13.3c.5-2.5 2.2-3.7 4.5-3.7s4 1.2 4.5 3.7M10.5 3.1a2.5 2.5 0 0 1 0 4.7M12 9.9c1.4.5 2.2 1.7 2.5 3.4"/></symbol>` +
	`<symbol id="i-warn" viewBox="0 0 16 16"><path d="M8 2.2 14.3 13.4H1.7z"/><path d="M8 6.5v3M8 11.5v.01"/></symbol>` +
	`<symbol id="i-wifi" viewBox="0 0 16 16"><path d="M1.8 6.3a9 9 0 0 1 12.4 0M4 8.8a5.7 5.7 0 0 1 8 0M6.1 11.2a2.7 2.7 0 0 1 3.8 0M8 13.3v.01"/></symbol>` +
	`<symbol id="i-x" viewBox="0 0 16 16"><path d="m4 4 8 8M12 4l-8 8"/></symbol>` +
	`<symbol id="s-closed" viewBox="0 0 12 12"><circle cx="6" cy="6" r="5" fill="currentColor"/></symbol>` +
	`<symbol id="s-done" viewBox="0 0 12 12"><circle cx="6" cy="6" r="5.4" fill="currentColor"/><path d="m3.6 6.2 1.7 1.7 3.1-3.5" fill="none" stroke="var(--page)" stroke-width="1.5"/></symbol>` +
	`<symbol id="s-new" viewBox="0 0 12 12"><circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2.2 1.9"/></symbol>` +
	`<symbol id="s-p1" viewBox="0 0 12 12"><path d="M3.8.6h4.4l3.2 3.2v4.4l-3.2 3.2H3.8L.6 8.2V3.8z" fill="currentColor"/><path d="M6 3v3.4M6 8.6v.4" stroke="var(--page)" stroke-width="1.5"/></symbol>` +
	`<symbol id="s-p2" viewBox="0 0 12 12"><path d="m2 6 4-3.8L10 6M2 10l4-3.8L10 10" fill="none" stroke="currentColor" stroke-width="1.7"/></symbol>` +
	`<symbol id="s-p3" viewBox="0 0 12 12"><path d="M1.5 4.2h9M1.5 7.8h9" stroke="currentColor" stroke-width="1.7"/></symbol>` +
	`<symbol id="s-p4" viewBox="0 0 12 12"><path d="m2 4.2 4 3.8 4-3.8" fill="none" stroke="currentColor" stroke-width="1.7"/></symbol>` +
	`<symbol id="s-prog" viewBox="0 0 12 12"><circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M6 3.4a2.6 2.6 0 0 1 0 5.2z" fill="currentColor"/></symbol>` +
	`<symbol id="s-wait" viewBox="0 0 12 12"><circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M4.7 4.3v3.4M7.3 4.3v3.4" stroke="currentColor" stroke-width="1.4"/></symbol>`
