<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AboutPage</name>
    <message>
        <source>Version {number}</source>
        <translation>Version {number}</translation>
    </message>
    <message>
        <source>Calls between two computers, without an account. Free software under the GNU General Public License, version 3 or later (GPL-3.0-or-later): you may use, study, share and change it. It comes without any warranty.</source>
        <translation>Anrufe zwischen zwei Computern, ohne Konto. Freie Software unter der GNU General Public License, Version 3 oder neuer (GPL-3.0-or-later): Du darfst sie benutzen, untersuchen, weitergeben und ändern. Ohne jede Gewähr.</translation>
    </message>
    <message>
        <source>Libraries</source>
        <translation>Bibliotheken</translation>
    </message>
    <message>
        <source>licence not stated</source>
        <translation>Lizenz nicht genannt</translation>
    </message>
    <message>
        <source>{name} {version}, {licence}</source>
        <translation>{name} {version}, {licence}</translation>
    </message>
</context>
<context>
    <name>AddContactSheet</name>
    <message>
        <source>Add a contact</source>
        <translation>Kontakt hinzufügen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Scan with camera</source>
        <translation>Mit der Kamera scannen</translation>
    </message>
    <message>
        <source>Open a QR picture</source>
        <translation>QR-Bild öffnen</translation>
    </message>
    <message>
        <source>Got a link?</source>
        <translation>Hast du einen Link?</translation>
    </message>
    <message>
        <source>Paste it here. They&apos;ll be asked to accept you.</source>
        <translation>Füg ihn hier ein. Die Person wird dann gefragt.</translation>
    </message>
    <message>
        <source>Key {key}</source>
        <translation>Schlüssel {key}</translation>
    </message>
    <message>
        <source>You know this key: {name}.</source>
        <translation>Diesen Schlüssel kennst du: {name}.</translation>
    </message>
    <message>
        <source>They are found through {hosts}.</source>
        <translation>Zu finden über {hosts}.</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
</context>
<context>
    <name>AppearancePage</name>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>{number} %</source>
        <translation>{number} %</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Schriftgröße</translation>
    </message>
    <message>
        <source>Reduce movement</source>
        <translation>Weniger Bewegung</translation>
    </message>
    <message>
        <source>Things appear at once instead of fading or sliding.</source>
        <translation>Alles erscheint sofort, ohne Blenden und Gleiten.</translation>
    </message>
    <message>
        <source>Available people first</source>
        <translation>Erreichbare zuerst</translation>
    </message>
    <message>
        <source>Off: contacts are in the order of the alphabet.</source>
        <translation>Aus: Kontakte stehen nach dem Alphabet.</translation>
    </message>
</context>
<context>
    <name>AudioVideoPage</name>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Mirror my preview</source>
        <translation>Meine Vorschau spiegeln</translation>
    </message>
    <message>
        <source>Others always see you the right way round.</source>
        <translation>Andere sehen dich immer richtig herum.</translation>
    </message>
    <message>
        <source>Start calls with camera on</source>
        <translation>Anrufe mit Kamera beginnen</translation>
    </message>
    <message>
        <source>Off: every call starts with audio only.</source>
        <translation>Aus: Jeder Anruf beginnt nur mit Ton.</translation>
    </message>
    <message>
        <source>Low light</source>
        <translation>Wenig Licht</translation>
    </message>
    <message>
        <source>Brightens a dark room. Uses more power.</source>
        <translation>Hellt einen dunklen Raum auf, kostet Strom.</translation>
    </message>
    <message>
        <source>Use the graphics card for video</source>
        <translation>Grafikkarte für Video benutzen</translation>
    </message>
    <message>
        <source>Smoother, and saves power. Counts from the next call.</source>
        <translation>Flüssiger und sparsamer. Gilt ab dem nächsten Anruf.</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Mikrofon</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Test the speakers</source>
        <translation>Lautsprecher testen</translation>
    </message>
    <message>
        <source>Speakers</source>
        <translation>Lautsprecher</translation>
    </message>
    <message>
        <source>Ring on</source>
        <translation>Klingeln auf</translation>
    </message>
    <message>
        <source>All speakers</source>
        <translation>Allen Lautsprechern</translation>
    </message>
    <message>
        <source>Volume of the speakers</source>
        <translation>Lautstärke der Lautsprecher</translation>
    </message>
    <message>
        <source>Noise suppression</source>
        <translation>Rauschunterdrückung</translation>
    </message>
    <message>
        <source>Removes fans, keys and street noise.</source>
        <translation>Nimmt Lüfter, Tasten und Straßenlärm heraus.</translation>
    </message>
    <message>
        <source>Echo cancellation</source>
        <translation>Echounterdrückung</translation>
    </message>
    <message>
        <source>Leave on unless you always wear headphones.</source>
        <translation>Lass sie an, außer du trägst immer Kopfhörer.</translation>
    </message>
    <message>
        <source>Adjust my volume automatically</source>
        <translation>Meine Lautstärke automatisch anpassen</translation>
    </message>
    <message>
        <source>Keeps your voice steady when you move.</source>
        <translation>Hält deine Stimme gleich laut, wenn du dich bewegst.</translation>
    </message>
    <message>
        <source>Call echo test</source>
        <translation>Echotest anrufen</translation>
    </message>
    <message>
        <source>Not sure it works? Call the echo test: it plays back what you say.</source>
        <translation>Unsicher, ob alles geht? Ruf den Echotest an: Er spielt zurück, was du sagst.</translation>
    </message>
    <message>
        <source>{number} %</source>
        <translation>{number} %</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Stop the ring</source>
        <translation>Klingeln beenden</translation>
    </message>
    <message>
        <source>Test the ring</source>
        <translation>Klingeln testen</translation>
    </message>
</context>
<context>
    <name>BackupSection</name>
    <message>
        <source>Make a backup…</source>
        <translation>Sicherung anlegen …</translation>
    </message>
    <message>
        <source>A backup holds your identity, contacts, history and settings in one file under a passphrase. Keep it away from this computer. To use it, choose “I have a backup” when MegaChat starts for the first time.</source>
        <translation>Eine Sicherung hält Identität, Kontakte, Verlauf und Einstellungen in einer Datei unter einer Passphrase. Bewahr sie nicht auf diesem Computer auf. Wähl beim ersten Start von MegaChat „Ich habe eine Sicherung“, um sie zu benutzen.</translation>
    </message>
    <message>
        <source>Working…</source>
        <translation>Arbeitet …</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>Sicherungen</translation>
    </message>
    <message>
        <source>Make a backup</source>
        <translation>Sicherung anlegen</translation>
    </message>
    <message>
        <source>Saved as {file}. Without its passphrase nobody can open it, not even us.</source>
        <translation>Gesichert als {file}. Ohne die Passphrase kann sie niemand öffnen, auch wir nicht.</translation>
    </message>
</context>
<context>
    <name>Bridge</name>
    <message>
        <source>Something went wrong in MegaChat. It is noted in the log.</source>
        <translation>In MegaChat ist etwas schiefgegangen. Es steht im Protokoll.</translation>
    </message>
</context>
<context>
    <name>CallDetails</name>
    <message>
        <source>Video call</source>
        <translation>Videoanruf</translation>
    </message>
    <message>
        <source>Voice call</source>
        <translation>Sprachanruf</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Show more calls</source>
        <translation>Mehr Anrufe zeigen</translation>
    </message>
    <message>
        <source>This list is kept on this computer only.</source>
        <translation>Diese Liste bleibt auf diesem Computer.</translation>
    </message>
    <message>
        <source>Last call today, {time}</source>
        <translation>Letzter Anruf heute, {time}</translation>
    </message>
    <message>
        <source>Last call yesterday, {time}</source>
        <translation>Letzter Anruf gestern, {time}</translation>
    </message>
    <message>
        <source>Last call {day}, {time}</source>
        <translation>Letzter Anruf {day}, {time}</translation>
    </message>
    <message>
        <source>Video call to {name}</source>
        <translation>Videoanruf an {name}</translation>
    </message>
    <message>
        <source>Voice call to {name}</source>
        <translation>Sprachanruf an {name}</translation>
    </message>
    <message>
        <source>Message to {name}</source>
        <translation>Nachricht an {name}</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Anrufe</translation>
    </message>
    <message>
        <source>Calls with {name}</source>
        <translation>Anrufe mit {name}</translation>
    </message>
    <message>
        <source>You called {name}</source>
        <translation>Du hast {name} angerufen</translation>
    </message>
    <message>
        <source>{name} called you</source>
        <translation>{name} hat dich angerufen</translation>
    </message>
    <message>
        <source>Rang for {time}</source>
        <translation>Klingelte {time}</translation>
    </message>
</context>
<context>
    <name>CallNotice</name>
    <message>
        <source>No microphone found. Plug one in; people can&apos;t hear you until then.</source>
        <translation>Kein Mikrofon gefunden. Schließ eins an; bis dahin hört dich niemand.</translation>
    </message>
    <message>
        <source>You&apos;re muted. Press M to talk.</source>
        <translation>Dein Mikrofon ist aus. Drück M, um zu sprechen.</translation>
    </message>
    <message>
        <source>On hold: {name} neither hears nor sees you.</source>
        <translation>Gehalten: {name} hört und sieht dich nicht.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Use {device}?</source>
        <translation>{device} verwenden?</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Your system doesn&apos;t let MegaChat use the microphone.</source>
        <translation>Dein System lässt MegaChat nicht ans Mikrofon.</translation>
    </message>
    <message>
        <source>Another program is using the microphone. Close it, or choose another.</source>
        <translation>Ein anderes Programm nutzt das Mikrofon. Schließ es, oder wähl ein anderes.</translation>
    </message>
    <message>
        <source>The microphone doesn&apos;t work just now. Choose another one.</source>
        <translation>Das Mikrofon geht gerade nicht. Wähl ein anderes.</translation>
    </message>
    <message>
        <source>The camera doesn&apos;t work just now. Choose another one.</source>
        <translation>Die Kamera geht gerade nicht. Wähl eine andere.</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>Another program is using the camera. Close it, then try again.</source>
        <translation>Ein anderes Programm benutzt die Kamera. Schließ es und versuch es noch einmal.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Your system doesn&apos;t let MegaChat use the camera.</source>
        <translation>Dein System lässt MegaChat die Kamera nicht benutzen.</translation>
    </message>
    <message>
        <source>Open system settings</source>
        <translation>Systemeinstellungen öffnen</translation>
    </message>
</context>
<context>
    <name>CallStage</name>
    <message>
        <source>Call again</source>
        <translation>Erneut anrufen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>{name} is muted.</source>
        <translation>{name} ist stumm.</translation>
    </message>
    <message>
        <source>Cameras are off. Turn yours on any time.</source>
        <translation>Die Kameras sind aus. Du kannst deine jederzeit einschalten.</translation>
    </message>
    <message>
        <source>Found {name}</source>
        <translation>{name} gefunden</translation>
    </message>
    <message>
        <source>Encrypted</source>
        <translation>Verschlüsselt</translation>
    </message>
</context>
<context>
    <name>CallStrip</name>
    <message>
        <source>Mute microphone</source>
        <translation>Mikrofon ausschalten</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Hang up</source>
        <translation>Auflegen</translation>
    </message>
    <message>
        <source>Unmute microphone</source>
        <translation>Mikrofon einschalten</translation>
    </message>
</context>
<context>
    <name>CallView</name>
    <message>
        <source>You</source>
        <translation>Du</translation>
    </message>
</context>
<context>
    <name>CallWindow</name>
    <message>
        <source>Call: {name}</source>
        <translation>Anruf: {name}</translation>
    </message>
</context>
<context>
    <name>Caller</name>
    <message>
        <source>Not verified yet</source>
        <translation>Noch nicht überprüft</translation>
    </message>
</context>
<context>
    <name>CallsPage</name>
    <message>
        <source>Your calls will be listed here, on this computer only.</source>
        <translation>Hier stehen deine Anrufe, nur auf diesem Computer.</translation>
    </message>
    <message>
        <source>No missed calls.</source>
        <translation>Keine verpassten Anrufe.</translation>
    </message>
    <message>
        <source>No group calls yet.</source>
        <translation>Noch keine Gruppenanrufe.</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Missed</source>
        <translation>Verpasst</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Gruppen</translation>
    </message>
</context>
<context>
    <name>CameraPreview</name>
    <message>
        <source>Preview of your camera</source>
        <translation>Vorschau deiner Kamera</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>{height}p, {number} fps</source>
        <translation>{height}p, {number} Bilder/s</translation>
    </message>
    <message>
        <source>Your call has the camera. The preview comes back afterwards.</source>
        <translation>Dein Anruf hat die Kamera. Danach kommt die Vorschau wieder.</translation>
    </message>
    <message>
        <source>No camera found. People can&apos;t see you until then.</source>
        <translation>Keine Kamera gefunden. Bis dahin sieht dich niemand.</translation>
    </message>
    <message>
        <source>Another program is using the camera. Close it, then try again.</source>
        <translation>Ein anderes Programm benutzt die Kamera. Schließ es und versuch es noch einmal.</translation>
    </message>
    <message>
        <source>Your system doesn&apos;t let MegaChat use the camera. Allow it in the system&apos;s settings.</source>
        <translation>Dein System lässt MegaChat nicht an die Kamera. Erlaub es in den Systemeinstellungen.</translation>
    </message>
    <message>
        <source>The camera gives no picture.</source>
        <translation>Die Kamera liefert kein Bild.</translation>
    </message>
</context>
<context>
    <name>CameraScan</name>
    <message>
        <source>Picture of your camera</source>
        <translation>Bild deiner Kamera</translation>
    </message>
    <message>
        <source>Stop scanning</source>
        <translation>Scannen beenden</translation>
    </message>
    <message>
        <source>Hold the code in front of the camera.</source>
        <translation>Halt den Code vor die Kamera.</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>MegaChat stays in the tray, so that people can reach you.</source>
        <translation>MegaChat bleibt im Infobereich, damit du erreichbar bist.</translation>
    </message>
    <message>
        <source>This desktop has no tray. Closing quits MegaChat, and calls won&apos;t reach you. Keep it in the taskbar instead?</source>
        <translation>Dieser Desktop hat keinen Infobereich. Schließen beendet MegaChat, und Anrufe erreichen dich nicht. Lieber in der Taskleiste behalten?</translation>
    </message>
    <message>
        <source>Keep in the taskbar</source>
        <translation>In der Taskleiste behalten</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>ContactMenu</name>
    <message>
        <source>Voice call</source>
        <translation>Sprachanruf</translation>
    </message>
    <message>
        <source>Video call</source>
        <translation>Videoanruf</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Find in this chat</source>
        <translation>In diesem Chat suchen</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Anheften</translation>
    </message>
    <message>
        <source>Mark unread</source>
        <translation>Als ungelesen markieren</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archivieren</translation>
    </message>
    <message>
        <source>Delete chat…</source>
        <translation>Chat löschen …</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>Stummschaltung aufheben</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>For 1 hour</source>
        <translation>Für 1 Stunde</translation>
    </message>
    <message>
        <source>Until tomorrow, 8:00</source>
        <translation>Bis morgen, 8:00</translation>
    </message>
    <message>
        <source>For good</source>
        <translation>Für immer</translation>
    </message>
    <message>
        <source>Verify…</source>
        <translation>Überprüfen …</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen …</translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation>Blockierung aufheben</translation>
    </message>
    <message>
        <source>Block…</source>
        <translation>Blockieren …</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen …</translation>
    </message>
    <message>
        <source>The calls and messages with {name} are deleted from this computer.</source>
        <translation>Anrufe und Nachrichten mit {name} werden auf diesem Computer gelöscht.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Your name for this contact. Leave it empty for the name they chose.</source>
        <translation>Dein Name für diesen Kontakt. Lass ihn leer, dann gilt der selbst gewählte.</translation>
    </message>
    <message>
        <source>{name} can&apos;t call you or see whether you are there any more.</source>
        <translation>{name} kann dich nicht mehr anrufen und sieht nicht mehr, ob du da bist.</translation>
    </message>
    <message>
        <source>Your call ends.</source>
        <translation>Euer Anruf endet.</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>Blockieren</translation>
    </message>
    <message>
        <source>{name} is taken from your contacts, with all calls and messages. You would have to ask again.</source>
        <translation>{name} wird mit allen Anrufen und Nachrichten aus deinen Kontakten entfernt. Du müsstest neu anfragen.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Jetzt nicht</translation>
    </message>
</context>
<context>
    <name>Contacts</name>
    <message>
        <source>Waiting for your answer</source>
        <translation>Warten auf deine Antwort</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>Kontakte</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>Show everybody nearby</source>
        <translation>Alle in der Nähe zeigen</translation>
    </message>
    <message>
        <source>Wants to be a contact</source>
        <translation>Möchte ein Kontakt werden</translation>
    </message>
    <message>
        <source>Accept {name}</source>
        <translation>{name} annehmen</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Decline {name}</source>
        <translation>{name} ablehnen</translation>
    </message>
    <message>
        <source>Voice call to {name}</source>
        <translation>Sprachanruf an {name}</translation>
    </message>
    <message>
        <source>Video call to {name}</source>
        <translation>Videoanruf an {name}</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>überprüft</translation>
    </message>
    <message>
        <source>Nearby, on this network</source>
        <translation>In der Nähe, in diesem Netz</translation>
    </message>
    <message>
        <source>did not match</source>
        <translation>stimmte nicht überein</translation>
    </message>
    <message>
        <source>Add {name}</source>
        <translation>{name} hinzufügen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Asked, waiting for {name}</source>
        <translation>Angefragt, warten auf {name}</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>angeheftet</translation>
    </message>
    <message>
        <source>muted</source>
        <translation>stummgeschaltet</translation>
    </message>
    <message>
        <source>marked unread</source>
        <translation>als ungelesen markiert</translation>
    </message>
    <message>
        <source>{count} unread</source>
        <translation>{count} ungelesen</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
</context>
<context>
    <name>ControlBar</name>
    <message>
        <source>Call controls</source>
        <translation>Bedienung des Anrufs</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Mikrofon</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Hang up</source>
        <translation>Auflegen</translation>
    </message>
    <message>
        <source>Camera, microphone and speaker</source>
        <translation>Kamera, Mikrofon und Lautsprecher</translation>
    </message>
    <message>
        <source>Muted</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Mute microphone, M</source>
        <translation>Mikrofon ausschalten, M</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Unmute microphone, M</source>
        <translation>Mikrofon einschalten, M</translation>
    </message>
    <message>
        <source>Turn camera off, V</source>
        <translation>Kamera ausschalten, V</translation>
    </message>
    <message>
        <source>Turn camera on, V</source>
        <translation>Kamera einschalten, V</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Hang up, Ctrl Shift H</source>
        <translation>Auflegen, Strg Umschalt H</translation>
    </message>
    <message>
        <source>{count} unseen</source>
        <translation>{count} neu</translation>
    </message>
    <message>
        <source>Not heard</source>
        <translation>Nicht hörbar</translation>
    </message>
    <message>
        <source>Camera off</source>
        <translation>Kamera aus</translation>
    </message>
    <message>
        <source>No camera</source>
        <translation>Keine Kamera</translation>
    </message>
</context>
<context>
    <name>Conversation</name>
    <message>
        <source>You</source>
        <translation>Du</translation>
    </message>
    <message>
        <source>Call back</source>
        <translation>Zurückrufen</translation>
    </message>
    <message>
        <source>Call again</source>
        <translation>Erneut anrufen</translation>
    </message>
    <message>
        <source>Video call</source>
        <translation>Videoanruf</translation>
    </message>
    <message>
        <source>Voice call</source>
        <translation>Sprachanruf</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>gesendet</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>zugestellt</translation>
    </message>
    <message>
        <source>read</source>
        <translation>gelesen</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>nicht gesendet</translation>
    </message>
</context>
<context>
    <name>ConversationHeader</name>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Find in this chat</source>
        <translation>In diesem Chat suchen</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Voice call to {name}</source>
        <translation>Sprachanruf an {name}</translation>
    </message>
    <message>
        <source>Video call to {name}</source>
        <translation>Videoanruf an {name}</translation>
    </message>
</context>
<context>
    <name>ConversationPane</name>
    <message>
        <source>Say hello to {name}. Calls go straight to their computer.</source>
        <translation>Sag {name} Hallo. Anrufe gehen direkt zum anderen Computer.</translation>
    </message>
    <message>
        <source>Call the echo test: it plays back what it hears and sees.</source>
        <translation>Ruf den Echotest an: Er spielt zurück, was er hört und sieht.</translation>
    </message>
    <message>
        <source>No network. We&apos;ll reconnect by ourselves.</source>
        <translation>Kein Netz. Wir verbinden uns von selbst wieder.</translation>
    </message>
    <message>
        <source>You blocked {name}: they can&apos;t call you.</source>
        <translation>Du hast {name} blockiert: Anrufe von dort gehen nicht.</translation>
    </message>
    <message>
        <source>{name} has not answered your request yet.</source>
        <translation>{name} hat deine Anfrage noch nicht beantwortet.</translation>
    </message>
    <message>
        <source>Can&apos;t reach {name}: they seem to be offline. We&apos;ll deliver your messages when {name} is back.</source>
        <translation>{name} ist gerade nicht erreichbar. Wir stellen deine Nachrichten zu, sobald es wieder geht.</translation>
    </message>
    <message>
        <source>Can&apos;t reach {name}: they seem to be offline.</source>
        <translation>{name} ist gerade nicht erreichbar.</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>Text kopieren</translation>
    </message>
</context>
<context>
    <name>ConversationView</name>
    <message>
        <source>Messages and calls</source>
        <translation>Nachrichten und Anrufe</translation>
    </message>
</context>
<context>
    <name>CopyButton</name>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Anzeigen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>MegaChat ended unexpectedly</source>
        <translation>MegaChat wurde unerwartet beendet</translation>
    </message>
    <message>
        <source>Something went wrong in MegaChat</source>
        <translation>In MegaChat ist etwas schiefgegangen</translation>
    </message>
    <message>
        <source>It noted what happened, without names, links or keys. The report is on this computer only; it helps whoever looks for the mistake, if you give it to them.</source>
        <translation>Was geschah, ist festgehalten, ohne Namen, Links und Schlüssel. Der Bericht liegt nur auf diesem Computer; er hilft bei der Suche nach dem Fehler, wenn du ihn weitergibst.</translation>
    </message>
</context>
<context>
    <name>DeskLife</name>
    <message>
        <source>The places of the windows were damaged. The old file is kept as {file}.</source>
        <translation>Die Plätze der Fenster waren beschädigt. Die alte Datei liegt noch als {file} da.</translation>
    </message>
    <message>
        <source>You are in a call. Hang up and quit MegaChat?</source>
        <translation>Du bist in einem Anruf. Auflegen und MegaChat beenden?</translation>
    </message>
    <message>
        <source>Hang up and quit</source>
        <translation>Auflegen und beenden</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Bleiben</translation>
    </message>
    <message>
        <source>The system does not let MegaChat change what starts with it.</source>
        <translation>Das System lässt MegaChat nicht ändern, was mit ihm startet.</translation>
    </message>
</context>
<context>
    <name>DesktopBoard</name>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
</context>
<context>
    <name>DetailsPanel</name>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Überprüfen</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Anrufe</translation>
    </message>
    <message>
        <source>All calls</source>
        <translation>Alle Anrufe</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen …</translation>
    </message>
    <message>
        <source>Block…</source>
        <translation>Blockieren …</translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation>Blockierung aufheben</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen …</translation>
    </message>
    <message>
        <source>Close details, Esc</source>
        <translation>Details schließen, Esc</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Compare again</source>
        <translation>Noch einmal vergleichen</translation>
    </message>
    <message>
        <source>Key {key}</source>
        <translation>Schlüssel {key}</translation>
    </message>
</context>
<context>
    <name>DeviceChoice</name>
    <message>
        <source>Not connected right now</source>
        <translation>Zurzeit nicht angeschlossen</translation>
    </message>
    <message>
        <source>{name} (system)</source>
        <translation>{name} (System)</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>Keine Kamera gefunden</translation>
    </message>
    <message>
        <source>No microphone found</source>
        <translation>Kein Mikrofon gefunden</translation>
    </message>
    <message>
        <source>No speaker found</source>
        <translation>Kein Lautsprecher gefunden</translation>
    </message>
</context>
<context>
    <name>DevicesPopover</name>
    <message>
        <source>Camera, microphone and speaker</source>
        <translation>Kamera, Mikrofon und Lautsprecher</translation>
    </message>
    <message>
        <source>Microphone level</source>
        <translation>Pegel des Mikrofons</translation>
    </message>
    <message>
        <source>Speaker level</source>
        <translation>Pegel des Lautsprechers</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Mikrofon</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>Lautsprecher</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>In use now</source>
        <translation>Wird gerade benutzt</translation>
    </message>
    <message>
        <source>The one you chose</source>
        <translation>Das gewählte Gerät</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht angeschlossen</translation>
    </message>
</context>
<context>
    <name>EmptyPane</name>
    <message>
        <source>It&apos;s quiet here</source>
        <translation>Hier ist es ruhig</translation>
    </message>
    <message>
        <source>Add a contact</source>
        <translation>Kontakt hinzufügen</translation>
    </message>
    <message>
        <source>Call the echo test</source>
        <translation>Echotest anrufen</translation>
    </message>
    <message>
        <source>Send someone your link, or say hello to a person on your network.</source>
        <translation>Schick jemandem deinen Link, oder sag einer Person in deinem Netz Hallo.</translation>
    </message>
    <message>
        <source>Choose a chat, or press {keys} to find someone.</source>
        <translation>Wähl einen Chat, oder drück {keys}, um jemanden zu finden.</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this chat</source>
        <translation>In diesem Chat suchen</translation>
    </message>
    <message>
        <source>Older match, Enter</source>
        <translation>Älterer Treffer, Eingabe</translation>
    </message>
    <message>
        <source>Newer match, Shift+Enter</source>
        <translation>Neuerer Treffer, Umschalt+Eingabe</translation>
    </message>
    <message>
        <source>Close the search, Esc</source>
        <translation>Suche schließen, Esc</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} von {count}</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
</context>
<context>
    <name>HuePicker</name>
    <message>
        <source>Petrol</source>
        <translation>Petrol</translation>
    </message>
    <message>
        <source>Slate</source>
        <translation>Schiefer</translation>
    </message>
    <message>
        <source>Indigo</source>
        <translation>Indigo</translation>
    </message>
    <message>
        <source>Plum</source>
        <translation>Pflaume</translation>
    </message>
    <message>
        <source>Rosewood</source>
        <translation>Rosenholz</translation>
    </message>
    <message>
        <source>Clay</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>Ochre</source>
        <translation>Ocker</translation>
    </message>
    <message>
        <source>Olive</source>
        <translation>Olive</translation>
    </message>
    <message>
        <source>Lagoon</source>
        <translation>Lagune</translation>
    </message>
    <message>
        <source>Ink</source>
        <translation>Tinte</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
</context>
<context>
    <name>IdentityForm</name>
    <message>
        <source>Choose a photo</source>
        <translation>Foto wählen</translation>
    </message>
    <message>
        <source>Ask for a passphrase at start</source>
        <translation>Beim Start nach einer Passphrase fragen</translation>
    </message>
    <message>
        <source>Create my identity</source>
        <translation>Meine Identität anlegen</translation>
    </message>
    <message>
        <source>I have a backup</source>
        <translation>Ich habe eine Sicherung</translation>
    </message>
    <message>
        <source>Welcome. What shall we call you?</source>
        <translation>Willkommen. Wie sollen wir dich nennen?</translation>
    </message>
    <message>
        <source>No phone number, no e-mail. You can change this later.</source>
        <translation>Keine Telefonnummer, keine E-Mail. Das kannst du später ändern.</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>Dein Name</translation>
    </message>
    <message>
        <source>Your identity is a key on this computer</source>
        <translation>Deine Identität ist ein Schlüssel auf diesem Computer</translation>
    </message>
    <message>
        <source>We can&apos;t read it, reset it or send it to you again. Keep a backup: Settings, Identity, Make a backup.</source>
        <translation>Wir können ihn nicht lesen, zurücksetzen oder neu schicken. Heb eine Sicherung auf: Einstellungen, Identität, Sicherung anlegen.</translation>
    </message>
    <message>
        <source>Protects your key and history if someone takes this computer.</source>
        <translation>Schützt Schlüssel und Verlauf, falls jemand diesen Computer nimmt.</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
</context>
<context>
    <name>IdentityPage</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy your key</source>
        <translation>Deinen Schlüssel kopieren</translation>
    </message>
    <message>
        <source>Your key</source>
        <translation>Dein Schlüssel</translation>
    </message>
    <message>
        <source>It is who you are to others: they compare it, and nobody can take it over.</source>
        <translation>Daran erkennen dich andere: Sie vergleichen ihn, und niemand kann ihn übernehmen.</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>Backup</source>
        <translation>Sicherung</translation>
    </message>
    <message>
        <source>Your link</source>
        <translation>Dein Link</translation>
    </message>
    <message>
        <source>Your key: {key}</source>
        <translation>Dein Schlüssel: {key}</translation>
    </message>
</context>
<context>
    <name>IncomingCallPopup</name>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Audio only</source>
        <translation>Nur Ton</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>überprüft</translation>
    </message>
    <message>
        <source>not verified yet</source>
        <translation>noch nicht überprüft</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Reply with message</source>
        <translation>Mit Nachricht antworten</translation>
    </message>
    <message>
        <source>End and accept</source>
        <translation>Beenden und annehmen</translation>
    </message>
    <message>
        <source>Hold and accept</source>
        <translation>Halten und annehmen</translation>
    </message>
    <message>
        <source>Accept with video</source>
        <translation>Mit Video annehmen</translation>
    </message>
    <message>
        <source>Accept, audio only</source>
        <translation>Annehmen, nur Ton</translation>
    </message>
    <message>
        <source>{kind} from {name}</source>
        <translation>{kind} von {name}</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>{name}, {keys}</source>
        <translation>{name}, {keys}</translation>
    </message>
    <message>
        <source>Find people and messages</source>
        <translation>Personen und Nachrichten finden</translation>
    </message>
    <message>
        <source>Find in this chat</source>
        <translation>In diesem Chat suchen</translation>
    </message>
    <message>
        <source>Add a contact</source>
        <translation>Kontakt hinzufügen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>This overview</source>
        <translation>Diese Übersicht</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>Chats</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>Kontakte</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Anrufe</translation>
    </message>
    <message>
        <source>Previous chat</source>
        <translation>Voriger Chat</translation>
    </message>
    <message>
        <source>Next chat</source>
        <translation>Nächster Chat</translation>
    </message>
    <message>
        <source>Previous unread chat</source>
        <translation>Voriger ungelesener Chat</translation>
    </message>
    <message>
        <source>Next unread chat</source>
        <translation>Nächster ungelesener Chat</translation>
    </message>
    <message>
        <source>Voice call</source>
        <translation>Sprachanruf</translation>
    </message>
    <message>
        <source>Video call</source>
        <translation>Videoanruf</translation>
    </message>
    <message>
        <source>Do not disturb on and off</source>
        <translation>Nicht stören ein und aus</translation>
    </message>
    <message>
        <source>To the next part of the window</source>
        <translation>Zum nächsten Teil des Fensters</translation>
    </message>
    <message>
        <source>To the previous part of the window</source>
        <translation>Zum vorigen Teil des Fensters</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>Zurück zur Liste</translation>
    </message>
    <message>
        <source>Take back what was just deleted or declined</source>
        <translation>Zurückholen, was gerade gelöscht oder abgelehnt wurde</translation>
    </message>
    <message>
        <source>Close the settings</source>
        <translation>Einstellungen schließen</translation>
    </message>
    <message>
        <source>Microphone on and off</source>
        <translation>Mikrofon ein und aus</translation>
    </message>
    <message>
        <source>Camera on and off</source>
        <translation>Kamera ein und aus</translation>
    </message>
    <message>
        <source>Talk while it is held, when muted</source>
        <translation>Sprechen, solange die Taste unten ist, auch wenn das Mikrofon aus ist</translation>
    </message>
    <message>
        <source>The chat with this person</source>
        <translation>Der Chat mit dieser Person</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Statistik</translation>
    </message>
    <message>
        <source>Full screen on and off</source>
        <translation>Vollbild ein und aus</translation>
    </message>
    <message>
        <source>Leave full screen; never hangs up</source>
        <translation>Vollbild verlassen; legt nie auf</translation>
    </message>
    <message>
        <source>Hang up</source>
        <translation>Auflegen</translation>
    </message>
</context>
<context>
    <name>LanguagePage</name>
    <message>
        <source>Language of the window</source>
        <translation>Sprache des Fensters</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
</context>
<context>
    <name>LinkField</name>
    <message>
        <source>Link of the contact</source>
        <translation>Link des Kontakts</translation>
    </message>
</context>
<context>
    <name>ListSegments</name>
    <message>
        <source>Chats</source>
        <translation>Chats</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>Kontakte</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Anrufe</translation>
    </message>
    <message>
        <source>{segment}, {count} new</source>
        <translation>{segment}, {count} neu</translation>
    </message>
</context>
<context>
    <name>Lists</name>
    <message>
        <source>Chats</source>
        <translation>Chats</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>Kontakte</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Anrufe</translation>
    </message>
    <message>
        <source>Search results</source>
        <translation>Suchergebnisse</translation>
    </message>
    <message>
        <source>Nobody yet. Add a contact with {keys}.</source>
        <translation>Noch niemand. Füg mit {keys} einen Kontakt hinzu.</translation>
    </message>
    <message>
        <source>Nothing found for &quot;{text}&quot;. Check the spelling, or search inside a chat.</source>
        <translation>Nichts gefunden für „{text}“. Prüf die Schreibweise, oder such in einem Chat.</translation>
    </message>
</context>
<context>
    <name>LookSection</name>
    <message>
        <source>Choose a photo</source>
        <translation>Foto wählen</translation>
    </message>
    <message>
        <source>Remove the photo</source>
        <translation>Foto entfernen</translation>
    </message>
    <message>
        <source>Your contacts get the photo, small and without where and when it was taken. The colour is seen on this computer.</source>
        <translation>Deine Kontakte bekommen das Foto, klein und ohne Ort und Zeit der Aufnahme. Die Farbe sieht man auf diesem Computer.</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>The chat with {name} was deleted.</source>
        <translation>Der Chat mit {name} wurde gelöscht.</translation>
    </message>
    <message>
        <source>The request of {name} was declined.</source>
        <translation>Die Anfrage von {name} wurde abgelehnt.</translation>
    </message>
</context>
<context>
    <name>MicrophoneCheck</name>
    <message>
        <source>Level of your microphone</source>
        <translation>Pegel deines Mikrofons</translation>
    </message>
    <message>
        <source>Record 5 s and play back</source>
        <translation>5 s aufnehmen und abspielen</translation>
    </message>
    <message>
        <source>Recording, {seconds} s left</source>
        <translation>Aufnahme, noch {seconds} s</translation>
    </message>
    <message>
        <source>Playing back…</source>
        <translation>Spielt ab …</translation>
    </message>
    <message>
        <source>Nothing heard</source>
        <translation>Nichts zu hören</translation>
    </message>
    <message>
        <source>Too quiet</source>
        <translation>Zu leise</translation>
    </message>
    <message>
        <source>Good level</source>
        <translation>Guter Pegel</translation>
    </message>
    <message>
        <source>Too loud</source>
        <translation>Zu laut</translation>
    </message>
    <message>
        <source>Your call has the microphone.</source>
        <translation>Dein Anruf hat das Mikrofon.</translation>
    </message>
    <message>
        <source>No microphone found. Plug one in; people can&apos;t hear you until then.</source>
        <translation>Kein Mikrofon gefunden. Schließ eins an; bis dahin hört dich niemand.</translation>
    </message>
    <message>
        <source>The microphone can&apos;t be used. Another program may hold it.</source>
        <translation>Das Mikrofon lässt sich nicht benutzen. Vielleicht hat es ein anderes Programm.</translation>
    </message>
</context>
<context>
    <name>MiniWindow</name>
    <message>
        <source>Back to the large window</source>
        <translation>Zurück zum großen Fenster</translation>
    </message>
    <message>
        <source>Hang up, Ctrl Shift H</source>
        <translation>Auflegen, Strg Umschalt H</translation>
    </message>
    <message>
        <source>Call: {name}</source>
        <translation>Anruf: {name}</translation>
    </message>
    <message>
        <source>Mute microphone, M</source>
        <translation>Mikrofon ausschalten, M</translation>
    </message>
    <message>
        <source>Unmute microphone, M</source>
        <translation>Mikrofon einschalten, M</translation>
    </message>
    <message>
        <source>Nobody hears you</source>
        <translation>Niemand hört dich</translation>
    </message>
</context>
<context>
    <name>MoreMenu</name>
    <message>
        <source>Camera, microphone and speaker</source>
        <translation>Kamera, Mikrofon und Lautsprecher</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Statistik</translation>
    </message>
    <message>
        <source>Put on hold</source>
        <translation>Halten</translation>
    </message>
    <message>
        <source>Small window</source>
        <translation>Kleines Fenster</translation>
    </message>
    <message>
        <source>Leave full screen</source>
        <translation>Vollbild verlassen</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Chat, {count} unseen</source>
        <translation>Chat, {count} neu</translation>
    </message>
    <message>
        <source>Fill the window</source>
        <translation>Fenster füllen</translation>
    </message>
    <message>
        <source>Show the whole picture</source>
        <translation>Ganzes Bild zeigen</translation>
    </message>
    <message>
        <source>Swap the pictures</source>
        <translation>Bilder tauschen</translation>
    </message>
    <message>
        <source>Small picture to the next corner</source>
        <translation>Kleines Bild in die nächste Ecke</translation>
    </message>
    <message>
        <source>Hide your picture</source>
        <translation>Dein Bild ausblenden</translation>
    </message>
    <message>
        <source>Show your picture</source>
        <translation>Dein Bild zeigen</translation>
    </message>
</context>
<context>
    <name>NearbyList</name>
    <message>
        <source>Show me to people nearby</source>
        <translation>Leuten in der Nähe zeigen</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>Nearby</source>
        <translation>In der Nähe</translation>
    </message>
    <message>
        <source>on this network</source>
        <translation>in diesem Netz</translation>
    </message>
    <message>
        <source>Nobody is showing themselves on this network.</source>
        <translation>Niemand zeigt sich in diesem Netz.</translation>
    </message>
</context>
<context>
    <name>NetworkPage</name>
    <message>
        <source>Found over the internet</source>
        <translation>Übers Internet zu finden</translation>
    </message>
    <message>
        <source>Your own relay</source>
        <translation>Dein eigenes Relay</translation>
    </message>
    <message>
        <source>relay.example.org, with a port if it is not 443</source>
        <translation>relay.example.org, mit Port, wenn er nicht 443 ist</translation>
    </message>
    <message>
        <source>Servers that tell this computer its own address</source>
        <translation>Server, die diesem Computer seine Adresse sagen</translation>
    </message>
    <message>
        <source>stun.example.org:3478, another.example.org</source>
        <translation>stun.example.org:3478, another.example.org</translation>
    </message>
    <message>
        <source>STUN servers; they help two computers behind routers. Empty: none are asked.</source>
        <translation>STUN-Server; sie helfen zwei Computern hinter Routern. Leer: Keiner wird gefragt.</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Use this address</source>
        <translation>Diese Adresse übernehmen</translation>
    </message>
    <message>
        <source>Right now</source>
        <translation>Zurzeit</translation>
    </message>
    <message>
        <source>Through public relays</source>
        <translation>Über öffentliche Relays</translation>
    </message>
    <message>
        <source>Through your own relay</source>
        <translation>Über dein eigenes Relay</translation>
    </message>
    <message>
        <source>Not at all</source>
        <translation>Gar nicht</translation>
    </message>
    <message>
        <source>Public servers help to find people and pass sealed data on when no direct path exists. They see addresses, but never what you say.</source>
        <translation>Öffentliche Server helfen beim Finden und reichen Versiegeltes weiter, wenn kein direkter Weg besteht. Sie sehen Adressen, aber nie, was du sagst.</translation>
    </message>
    <message>
        <source>Your own server, and no other, helps to find people and passes sealed data on.</source>
        <translation>Nur dein eigener Server hilft beim Finden und reicht Versiegeltes weiter.</translation>
    </message>
    <message>
        <source>No server is asked. You reach people on this network, and those whose address you know.</source>
        <translation>Kein Server wird gefragt. Du erreichst Leute in diesem Netz und alle, deren Adresse du kennst.</translation>
    </message>
    <message>
        <source>Connected to a network.</source>
        <translation>Mit einem Netz verbunden.</translation>
    </message>
    <message>
        <source>No network. We&apos;ll reconnect by ourselves.</source>
        <translation>Kein Netz. Wir verbinden uns von selbst wieder.</translation>
    </message>
    <message>
        <source>Relay: {name}</source>
        <translation>Relay: {name}</translation>
    </message>
    <message>
        <source>No relay in use.</source>
        <translation>Kein Relay in Gebrauch.</translation>
    </message>
    <message>
        <source>No address is told to anybody.</source>
        <translation>Niemand erfährt eine Adresse.</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Jetzt nicht</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>There is something new.</source>
        <translation>Es gibt etwas Neues.</translation>
    </message>
    <message>
        <source>Missed video call from {name}. {time}</source>
        <translation>Verpasster Videoanruf von {name}. {time}</translation>
    </message>
    <message>
        <source>Missed video call</source>
        <translation>Verpasster Videoanruf</translation>
    </message>
    <message>
        <source>Missed voice call from {name}. {time}</source>
        <translation>Verpasster Sprachanruf von {name}. {time}</translation>
    </message>
    <message>
        <source>Missed voice call</source>
        <translation>Verpasster Sprachanruf</translation>
    </message>
    <message>
        <source>{name} wants to be a contact.</source>
        <translation>{name} möchte ein Kontakt werden.</translation>
    </message>
    <message>
        <source>Contact request</source>
        <translation>Kontaktanfrage</translation>
    </message>
    <message>
        <source>A warning about this contact</source>
        <translation>Eine Warnung zu diesem Kontakt</translation>
    </message>
    <message>
        <source>{name} is back. You tried to call them.</source>
        <translation>{name} ist wieder da. Du hattest angerufen.</translation>
    </message>
    <message>
        <source>Online again</source>
        <translation>Wieder erreichbar</translation>
    </message>
</context>
<context>
    <name>NotificationsPage</name>
    <message>
        <source>Notifications show</source>
        <translation>Mitteilungen zeigen</translation>
    </message>
    <message>
        <source>Name and text</source>
        <translation>Name und Text</translation>
    </message>
    <message>
        <source>Name only</source>
        <translation>Nur den Namen</translation>
    </message>
    <message>
        <source>Nothing about who or what</source>
        <translation>Weder wer noch was</translation>
    </message>
    <message>
        <source>Play a sound</source>
        <translation>Ton abspielen</translation>
    </message>
    <message>
        <source>At most once in five seconds. Calls ring either way.</source>
        <translation>Höchstens einmal in fünf Sekunden. Anrufe klingeln in jedem Fall.</translation>
    </message>
    <message>
        <source>Tell me about calls while I&apos;m in one</source>
        <translation>Im Anruf auf weitere Anrufe hinweisen</translation>
    </message>
    <message>
        <source>Off: a second caller hears that you are busy.</source>
        <translation>Aus: Wer dann anruft, hört, dass besetzt ist.</translation>
    </message>
    <message>
        <source>Ring volume</source>
        <translation>Lautstärke des Klingelns</translation>
    </message>
    <message>
        <source>Do not disturb every day</source>
        <translation>Jeden Tag nicht stören</translation>
    </message>
    <message>
        <source>No ring, no pop-up, no notification. Callers can leave a message.</source>
        <translation>Kein Klingeln, kein Fenster, keine Mitteilung. Wer anruft, kann eine Nachricht hinterlassen.</translation>
    </message>
    <message>
        <source>Quiet from</source>
        <translation>Ruhe von</translation>
    </message>
    <message>
        <source>Quiet until</source>
        <translation>Ruhe bis</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>until</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>Starred people may ring</source>
        <translation>Kontakte mit Stern dürfen klingeln</translation>
    </message>
    <message>
        <source>When they call twice within three minutes.</source>
        <translation>Wenn sie zweimal in drei Minuten anrufen.</translation>
    </message>
    <message>
        <source>Start with the system</source>
        <translation>Mit dem System starten</translation>
    </message>
    <message>
        <source>So that calls reach you without opening MegaChat first.</source>
        <translation>So erreichen dich Anrufe, ohne dass du MegaChat erst öffnest.</translation>
    </message>
    <message>
        <source>Closing keeps MegaChat in the taskbar</source>
        <translation>Schließen behält MegaChat in der Taskleiste</translation>
    </message>
    <message>
        <source>Where a desktop has no tray. Off: closing quits, and calls don&apos;t reach you.</source>
        <translation>Wo ein Desktop keinen Infobereich hat. Aus: Schließen beendet, und Anrufe erreichen dich nicht.</translation>
    </message>
    <message>
        <source>{number} %</source>
        <translation>{number} %</translation>
    </message>
</context>
<context>
    <name>ObstacleBanner</name>
    <message>
        <source>Unblock</source>
        <translation>Blockierung aufheben</translation>
    </message>
</context>
<context>
    <name>OwnLinkCard</name>
    <message>
        <source>Copy link</source>
        <translation>Link kopieren</translation>
    </message>
    <message>
        <source>Save the code as a picture</source>
        <translation>Code als Bild sichern</translation>
    </message>
    <message>
        <source>Make a new link</source>
        <translation>Neuen Link anlegen</translation>
    </message>
    <message>
        <source>Keep this link</source>
        <translation>Diesen Link behalten</translation>
    </message>
    <message>
        <source>Nobody will be able to use your old links. Your contacts stay.</source>
        <translation>Deine alten Links gelten dann nicht mehr. Deine Kontakte bleiben.</translation>
    </message>
    <message>
        <source>Let them scan this, or send the link.</source>
        <translation>Lass es scannen, oder schick den Link.</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>QR code of your link</source>
        <translation>QR-Code deines Links</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>The picture can&apos;t be saved there.</source>
        <translation>Dort lässt sich das Bild nicht sichern.</translation>
    </message>
</context>
<context>
    <name>OwnProfile</name>
    <message>
        <source>Add a contact</source>
        <translation>Kontakt hinzufügen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Status: {status}</source>
        <translation>Status: {status}</translation>
    </message>
    <message>
        <source>Do not disturb until {when}</source>
        <translation>Nicht stören bis {when}</translation>
    </message>
    <message>
        <source>For 1 hour</source>
        <translation>Für 1 Stunde</translation>
    </message>
    <message>
        <source>Until tomorrow, 8:00</source>
        <translation>Bis morgen, 8:00</translation>
    </message>
    <message>
        <source>Until turned off</source>
        <translation>Bis ich es ausschalte</translation>
    </message>
</context>
<context>
    <name>PassphraseFields</name>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>Die beiden sind nicht gleich.</translation>
    </message>
    <message>
        <source>Too short: take at least 8 characters.</source>
        <translation>Zu kurz: Nimm mindestens 8 Zeichen.</translation>
    </message>
    <message>
        <source>Easy to guess: it would be tried first. Take another.</source>
        <translation>Leicht zu erraten: Sie würde als Erste ausprobiert. Nimm eine andere.</translation>
    </message>
    <message>
        <source>It will do. A few words more make it strong.</source>
        <translation>Das geht. Ein paar Wörter mehr machen sie stark.</translation>
    </message>
    <message>
        <source>A strong passphrase. Nobody can reset it, so keep it well.</source>
        <translation>Eine starke Passphrase. Niemand kann sie zurücksetzen, heb sie gut auf.</translation>
    </message>
</context>
<context>
    <name>PassphrasePrompt</name>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Your passphrase, please</source>
        <translation>Deine Passphrase, bitte</translation>
    </message>
    <message>
        <source>It opens your key and history on this computer.</source>
        <translation>Sie öffnet Schlüssel und Verlauf auf diesem Computer.</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Öffnet …</translation>
    </message>
</context>
<context>
    <name>PassphraseSection</name>
    <message>
        <source>Ask for a passphrase at start</source>
        <translation>Passphrase verlangen</translation>
    </message>
    <message>
        <source>Remove the passphrase</source>
        <translation>Passphrase entfernen</translation>
    </message>
    <message>
        <source>Passphrase of now</source>
        <translation>Jetzige Passphrase</translation>
    </message>
    <message>
        <source>New passphrase</source>
        <translation>Neue Passphrase</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Jetzt nicht</translation>
    </message>
    <message>
        <source>Change the passphrase</source>
        <translation>Passphrase ändern</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>This computer&apos;s key store guards your key. Whoever is logged in as you can open MegaChat.</source>
        <translation>Der Schlüsselbund dieses Computers hütet deinen Schlüssel. Wer als du angemeldet ist, kann MegaChat öffnen.</translation>
    </message>
    <message>
        <source>Your passphrase guards your key: it is asked at start.</source>
        <translation>Deine Passphrase hütet deinen Schlüssel: Sie wird beim Start erfragt.</translation>
    </message>
    <message>
        <source>Your passphrase and this computer&apos;s key store guard your key together.</source>
        <translation>Deine Passphrase und der Schlüsselbund dieses Computers hüten deinen Schlüssel gemeinsam.</translation>
    </message>
    <message>
        <source>Your key is not protected: it lies readable beside your data.</source>
        <translation>Dein Schlüssel ist nicht geschützt: Er liegt lesbar neben deinen Daten.</translation>
    </message>
    <message>
        <source>Working…</source>
        <translation>Arbeitet …</translation>
    </message>
    <message>
        <source>Done. It counts from the next start.</source>
        <translation>Fertig. Es gilt ab dem nächsten Start.</translation>
    </message>
</context>
<context>
    <name>PictureSizeButton</name>
    <message>
        <source>Lower quality…</source>
        <translation>Weniger Qualität…</translation>
    </message>
    <message>
        <source>Send the best picture the line carries</source>
        <translation>Das beste Bild senden, das die Leitung trägt</translation>
    </message>
    <message>
        <source>Send 640 × 360 at most</source>
        <translation>Höchstens 640 × 360 senden</translation>
    </message>
    <message>
        <source>Send 320 × 180 at most</source>
        <translation>Höchstens 320 × 180 senden</translation>
    </message>
</context>
<context>
    <name>PrivacyPage</name>
    <message>
        <source>Hide my network address from contacts</source>
        <translation>Meine Netzadresse vor Kontakten verbergen</translation>
    </message>
    <message>
        <source>Prepare calls while they ring</source>
        <translation>Anrufe beim Klingeln vorbereiten</translation>
    </message>
    <message>
        <source>Calls start faster. The caller&apos;s computer can tell yours is online before you answer.</source>
        <translation>Anrufe beginnen schneller. Der andere Computer merkt, dass deiner online ist, bevor du abnimmst.</translation>
    </message>
    <message>
        <source>Who sees me on this network</source>
        <translation>Wer mich in diesem Netz sieht</translation>
    </message>
    <message>
        <source>Only my contacts</source>
        <translation>Nur meine Kontakte</translation>
    </message>
    <message>
        <source>Everybody here, for ten minutes</source>
        <translation>Alle hier, zehn Minuten lang</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>Your computer answers to contacts alone; to others it has no name.</source>
        <translation>Dein Computer antwortet nur Kontakten; für andere hat er keinen Namen.</translation>
    </message>
    <message>
        <source>Everybody on this network sees your name and can ask to become a contact.</source>
        <translation>Alle in diesem Netz sehen deinen Namen und können anfragen.</translation>
    </message>
    <message>
        <source>Contacts on this network find you through the internet only, if at all.</source>
        <translation>Kontakte in diesem Netz finden dich höchstens übers Internet.</translation>
    </message>
    <message>
        <source>This needs a relay. Choose one under Network first.</source>
        <translation>Dafür braucht es ein Relay. Wähl zuerst eins unter Netz.</translation>
    </message>
    <message>
        <source>Everything goes through a relay, and nobody nearby finds you. Calls start more slowly and look worse. The relay sees your address, but never what you say.</source>
        <translation>Alles geht über ein Relay, und niemand in der Nähe findet dich. Anrufe beginnen langsamer und sehen schlechter aus. Das Relay sieht deine Adresse, aber nie, was du sagst.</translation>
    </message>
</context>
<context>
    <name>ProfilePage</name>
    <message>
        <source>Your name</source>
        <translation>Dein Name</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Use this name</source>
        <translation>Diesen Namen übernehmen</translation>
    </message>
    <message>
        <source>This is what your contacts see.</source>
        <translation>So sehen dich deine Kontakte.</translation>
    </message>
    <message>
        <source>About you</source>
        <translation>Über dich</translation>
    </message>
    <message>
        <source>A sentence, if you like</source>
        <translation>Ein Satz, wenn du magst</translation>
    </message>
    <message>
        <source>Use this sentence</source>
        <translation>Diesen Satz verwenden</translation>
    </message>
</context>
<context>
    <name>Quality</name>
    <message>
        <source>This computer is busy: picture reduced to keep the call smooth.</source>
        <translation>Dieser Computer ist ausgelastet: weniger Bild, damit der Anruf flüssig bleibt.</translation>
    </message>
    <message>
        <source>Nothing to do: sound and picture are clear.</source>
        <translation>Nichts zu tun: Ton und Bild sind klar.</translation>
    </message>
    <message>
        <source>Slow network: picture reduced to keep your voice clear.</source>
        <translation>Langsames Netz: weniger Bild, damit man dich gut hört.</translation>
    </message>
    <message>
        <source>Parts get lost on the way: they are repaired or sent again.</source>
        <translation>Unterwegs geht etwas verloren: Es wird ergänzt oder noch einmal gesendet.</translation>
    </message>
    <message>
        <source>A long way: you hear each other a little later.</source>
        <translation>Ein weiter Weg: Ihr hört euch etwas später.</translation>
    </message>
    <message>
        <source>Nothing leaves your network</source>
        <translation>Nichts verlässt dein Netz</translation>
    </message>
    <message>
        <source>Straight from computer to computer, encrypted</source>
        <translation>Direkt von Computer zu Computer, verschlüsselt</translation>
    </message>
    <message>
        <source>The relay carries it and can&apos;t read it</source>
        <translation>Das Relay trägt es weiter und kann es nicht lesen</translation>
    </message>
    <message>
        <source>{rate} Mbit/s</source>
        <translation>{rate} Mbit/s</translation>
    </message>
    <message>
        <source>{rate} kbit/s</source>
        <translation>{rate} kbit/s</translation>
    </message>
    <message>
        <source>{time} ms</source>
        <translation>{time} ms</translation>
    </message>
    <message>
        <source>{share} %</source>
        <translation>{share} %</translation>
    </message>
    <message>
        <source>{rate} fps</source>
        <translation>{rate} Bilder/s</translation>
    </message>
    <message>
        <source>{codec}, 48 kHz</source>
        <translation>{codec}, 48 kHz</translation>
    </message>
    <message>
        <source>{codec}, hardware</source>
        <translation>{codec}, Hardware</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>{count}, {seconds} s</source>
        <translation>{count}, {seconds} s</translation>
    </message>
</context>
<context>
    <name>QualityChip</name>
    <message>
        <source>Connection {quality}, {path}. Open statistics</source>
        <translation>Verbindung {quality}, {path}. Statistik öffnen</translation>
    </message>
</context>
<context>
    <name>QualityPanel</name>
    <message>
        <source>Statistics</source>
        <translation>Statistik</translation>
    </message>
    <message>
        <source>Receiving</source>
        <translation>Empfang</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>Hin und zurück</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Details kopieren</translation>
    </message>
    <message>
        <source>From {name}</source>
        <translation>Von {name}</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>Auflösung</translation>
    </message>
    <message>
        <source>Frame rate</source>
        <translation>Bildrate</translation>
    </message>
    <message>
        <source>Bit rate</source>
        <translation>Datenrate</translation>
    </message>
    <message>
        <source>Packet loss</source>
        <translation>Paketverlust</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>Video</translation>
    </message>
    <message>
        <source>Audio</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>Sound waits</source>
        <translation>Ton wartet</translation>
    </message>
    <message>
        <source>Picture waits</source>
        <translation>Bild wartet</translation>
    </message>
    <message>
        <source>Freezes</source>
        <translation>Standbilder</translation>
    </message>
    <message>
        <source>Sound made up</source>
        <translation>Ton ergänzt</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Verschlüsselung</translation>
    </message>
    <message>
        <source>End to end</source>
        <translation>Ende zu Ende</translation>
    </message>
    <message>
        <source>From you</source>
        <translation>Von dir</translation>
    </message>
</context>
<context>
    <name>ReplyPanel</name>
    <message>
        <source>I&apos;ll call you back in 10 minutes</source>
        <translation>Ich rufe in 10 Minuten zurück</translation>
    </message>
    <message>
        <source>Can&apos;t talk now. Is it urgent?</source>
        <translation>Kann gerade nicht. Ist es dringend?</translation>
    </message>
    <message>
        <source>On my way</source>
        <translation>Bin unterwegs</translation>
    </message>
    <message>
        <source>Write your own…</source>
        <translation>Selbst schreiben …</translation>
    </message>
    <message>
        <source>Your message</source>
        <translation>Deine Nachricht</translation>
    </message>
    <message>
        <source>Send and decline</source>
        <translation>Senden und ablehnen</translation>
    </message>
</context>
<context>
    <name>RequestCard</name>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>{name} wants to be a contact. {greeting}</source>
        <translation>{name} möchte ein Kontakt werden. {greeting}</translation>
    </message>
</context>
<context>
    <name>RestoreForm</name>
    <message>
        <source>Choose the backup</source>
        <translation>Sicherung wählen</translation>
    </message>
    <message>
        <source>Passphrase of the backup</source>
        <translation>Passphrase der Sicherung</translation>
    </message>
    <message>
        <source>Ask for this passphrase at start</source>
        <translation>Beim Start nach dieser Passphrase fragen</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Welcome back</source>
        <translation>Willkommen zurück</translation>
    </message>
    <message>
        <source>A backup brings your identity, contacts, history and settings to this computer. Use it on one computer at a time.</source>
        <translation>Eine Sicherung bringt Identität, Kontakte, Verlauf und Einstellungen auf diesen Computer. Benutz sie immer nur auf einem.</translation>
    </message>
    <message>
        <source>Otherwise this computer&apos;s key store guards your key.</source>
        <translation>Sonst hütet der Schlüsselbund dieses Computers deinen Schlüssel.</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>Sicherungen</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
</context>
<context>
    <name>RingMenu</name>
    <message>
        <source>Star</source>
        <translation>Stern</translation>
    </message>
    <message>
        <source>Ringing</source>
        <translation>Klingeln</translation>
    </message>
    <message>
        <source>As usual</source>
        <translation>Wie üblich</translation>
    </message>
    <message>
        <source>Always ring</source>
        <translation>Immer klingeln</translation>
    </message>
    <message>
        <source>Never ring</source>
        <translation>Nie klingeln</translation>
    </message>
</context>
<context>
    <name>RingNotices</name>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>End and accept</source>
        <translation>Beenden und annehmen</translation>
    </message>
    <message>
        <source>Hold and accept</source>
        <translation>Halten und annehmen</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Audio only</source>
        <translation>Nur Ton</translation>
    </message>
</context>
<context>
    <name>SafetyChip</name>
    <message>
        <source>Safety pictures: {names}</source>
        <translation>Sicherheitsbilder: {names}</translation>
    </message>
    <message>
        <source>Compare the safety pictures</source>
        <translation>Sicherheitsbilder vergleichen</translation>
    </message>
    <message>
        <source>They don&apos;t match. Don&apos;t share anything private.</source>
        <translation>Sie stimmen nicht überein. Teile nichts Privates.</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Überprüft</translation>
    </message>
    <message>
        <source>Not compared yet</source>
        <translation>Noch nicht verglichen</translation>
    </message>
</context>
<context>
    <name>SafetyNumber</name>
    <message>
        <source>Safety number: {number}</source>
        <translation>Sicherheitsnummer: {number}</translation>
    </message>
</context>
<context>
    <name>SafetyPictures</name>
    <message>
        <source>Safety pictures: {names}</source>
        <translation>Sicherheitsbilder: {names}</translation>
    </message>
</context>
<context>
    <name>SafetyPopover</name>
    <message>
        <source>Safety pictures</source>
        <translation>Sicherheitsbilder</translation>
    </message>
    <message>
        <source>They match</source>
        <translation>Stimmt überein</translation>
    </message>
    <message>
        <source>They don&apos;t match</source>
        <translation>Stimmt nicht überein</translation>
    </message>
    <message>
        <source>Read these aloud. If {name} sees the same, the call is private.</source>
        <translation>Lies sie vor. Sieht {name} dieselben, ist der Anruf privat.</translation>
    </message>
    <message>
        <source>Don&apos;t share anything private in this call. Ask {name} to send you a link another way.</source>
        <translation>Teil in diesem Anruf nichts Privates. Bitte {name} um einen Link auf anderem Weg.</translation>
    </message>
    <message>
        <source>They match: nobody is in between. {name} is verified now.</source>
        <translation>Sie stimmen überein: Niemand ist dazwischen. {name} ist jetzt überprüft.</translation>
    </message>
    <message>
        <source>You have verified {name} before.</source>
        <translation>Du hast {name} schon überprüft.</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Search people, messages</source>
        <translation>Personen, Nachrichten</translation>
    </message>
    <message>
        <source>Search people and messages</source>
        <translation>Personen und Nachrichten suchen</translation>
    </message>
</context>
<context>
    <name>SelfView</name>
    <message>
        <source>Hide your picture</source>
        <translation>Dein Bild ausblenden</translation>
    </message>
    <message>
        <source>Click to swap the pictures, drag to another corner</source>
        <translation>Klicken tauscht die Bilder, Ziehen führt in eine andere Ecke</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>A backup needs a passphrase.</source>
        <translation>Eine Sicherung braucht eine Passphrase.</translation>
    </message>
    <message>
        <source>A contact&apos;s program claimed less than it could before, so it was refused.</source>
        <translation>Das Programm eines Kontakts gab sich älter, als es war, und wurde abgewiesen.</translation>
    </message>
    <message>
        <source>A name needs something that others can see.</source>
        <translation>Ein Name braucht etwas, das andere sehen können.</translation>
    </message>
    <message>
        <source>A profile&apos;s name may have letters, digits, - and _; a folder needs a / in it.</source>
        <translation>Ein Profilname darf Buchstaben, Ziffern, - und _ haben; ein Ordner braucht ein /.</translation>
    </message>
    <message>
        <source>An older copy of your profile was restored. Everybody is met anew.</source>
        <translation>Eine ältere Kopie deines Profils wurde zurückgeholt. Alle Verbindungen beginnen neu.</translation>
    </message>
    <message>
        <source>Another program is using the device.</source>
        <translation>Ein anderes Programm benutzt das Gerät.</translation>
    </message>
    <message>
        <source>Answered on another computer.</source>
        <translation>An einem anderen Computer angenommen.</translation>
    </message>
    <message>
        <source>Calls don&apos;t work on this computer: its media libraries do not fit this program.</source>
        <translation>Anrufe gehen auf diesem Computer nicht: Seine Medienbibliotheken passen nicht zum Programm.</translation>
    </message>
    <message>
        <source>Can&apos;t reach this person: they seem to be offline.</source>
        <translation>Diese Person ist gerade nicht erreichbar.</translation>
    </message>
    <message>
        <source>Can&apos;t record to {file}.</source>
        <translation>In {file} kann nicht aufgenommen werden.</translation>
    </message>
    <message>
        <source>MegaChat may not use {path}: it is read-only, or somebody else&apos;s.</source>
        <translation>MegaChat darf {path} nicht benutzen: schreibgeschützt, oder gehört jemand anderem.</translation>
    </message>
    <message>
        <source>More than one contact has this name. Use the id instead.</source>
        <translation>Mehrere Kontakte heißen so. Nimm die Kennung.</translation>
    </message>
    <message>
        <source>No camera found. Plug one in, then try again.</source>
        <translation>Keine Kamera gefunden. Schließ eine an und versuch es noch einmal.</translation>
    </message>
    <message>
        <source>No path to {name}: your networks don&apos;t let the two computers connect.</source>
        <translation>Kein Weg zu {name}: Eure Netze lassen die beiden Computer nicht zueinander.</translation>
    </message>
    <message>
        <source>Some of your settings were damaged and are back at their defaults. The old values are kept in your profile.</source>
        <translation>Einige Einstellungen waren beschädigt und stehen wieder auf dem Üblichen. Die alten Werte bleiben im Profil.</translation>
    </message>
    <message>
        <source>Sound could not be coded.</source>
        <translation>Der Ton konnte nicht kodiert werden.</translation>
    </message>
    <message>
        <source>That did not work.</source>
        <translation>Das hat nicht geklappt.</translation>
    </message>
    <message>
        <source>That&apos;s not the passphrase. Try again: nobody can reset it, not even us.</source>
        <translation>Das ist nicht die Passphrase. Versuch es noch einmal: Niemand kann sie zurücksetzen, auch wir nicht.</translation>
    </message>
    <message>
        <source>The backup can&apos;t be written there. Choose another folder.</source>
        <translation>Dort lässt sich die Sicherung nicht schreiben. Wähl einen anderen Ordner.</translation>
    </message>
    <message>
        <source>The call ended: sound and picture stopped working on this computer.</source>
        <translation>Der Anruf ist beendet: Ton und Bild fielen auf diesem Computer aus.</translation>
    </message>
    <message>
        <source>The call ended: the connection to {name} dropped.</source>
        <translation>Der Anruf ist beendet: Die Verbindung zu {name} ist abgebrochen.</translation>
    </message>
    <message>
        <source>The call ended: {name}&apos;s program said something it must not say.</source>
        <translation>Der Anruf ist beendet: Das Programm von {name} hat sich falsch verhalten.</translation>
    </message>
    <message>
        <source>The call ended: {name}&apos;s program was restarted.</source>
        <translation>Der Anruf ist beendet: Das Programm von {name} wurde neu gestartet.</translation>
    </message>
    <message>
        <source>The call was ended because its encryption did not match on both ends. Somebody may be in between. Nothing was sent or shown.</source>
        <translation>Der Anruf wurde beendet, weil die Verschlüsselung an beiden Enden verschieden war. Vielleicht hört jemand mit. Nichts wurde gesendet oder gezeigt.</translation>
    </message>
    <message>
        <source>The call was ended because the other end did not confirm its encryption.</source>
        <translation>Der Anruf wurde beendet, weil die andere Seite die Verschlüsselung nicht bestätigt hat.</translation>
    </message>
    <message>
        <source>The call was ended: its encryption could not be confirmed.</source>
        <translation>Der Anruf wurde beendet: Die Verschlüsselung ließ sich nicht bestätigen.</translation>
    </message>
    <message>
        <source>The call was ended: somebody may be in between. Nothing was sent.</source>
        <translation>Der Anruf wurde beendet: Vielleicht hört jemand mit. Nichts wurde gesendet.</translation>
    </message>
    <message>
        <source>The camera or the sound device can&apos;t be used.</source>
        <translation>Die Kamera oder das Tongerät lässt sich nicht benutzen.</translation>
    </message>
    <message>
        <source>The disk is full: calls and messages can&apos;t reach you. Free some space; they come again then.</source>
        <translation>Die Festplatte ist voll: Anrufe und Nachrichten erreichen dich nicht. Schaff Platz, dann kommen sie wieder.</translation>
    </message>
    <message>
        <source>The disk is full. Free some space, then try again.</source>
        <translation>Die Festplatte ist voll. Schaff Platz und versuch es noch einmal.</translation>
    </message>
    <message>
        <source>The echo test could not be started.</source>
        <translation>Der Echotest ließ sich nicht starten.</translation>
    </message>
    <message>
        <source>The file {file} can&apos;t be played.</source>
        <translation>Die Datei {file} lässt sich nicht abspielen.</translation>
    </message>
    <message>
        <source>The file {file} can&apos;t be read.</source>
        <translation>Die Datei {file} ist nicht lesbar.</translation>
    </message>
    <message>
        <source>The file {file} has neither sound nor picture.</source>
        <translation>Die Datei {file} hat weder Ton noch Bild.</translation>
    </message>
    <message>
        <source>The folder of the profile can&apos;t be used.</source>
        <translation>Der Ordner des Profils lässt sich nicht benutzen.</translation>
    </message>
    <message>
        <source>The folder of the profile can&apos;t be used: {reason}.</source>
        <translation>Der Ordner des Profils lässt sich nicht benutzen: {reason}.</translation>
    </message>
    <message>
        <source>The key store of this computer is locked.</source>
        <translation>Der Schlüsselbund dieses Computers ist gesperrt.</translation>
    </message>
    <message>
        <source>The passphrase file can&apos;t be read.</source>
        <translation>Die Datei mit der Passphrase ist nicht lesbar.</translation>
    </message>
    <message>
        <source>The profile&apos;s database is damaged. Nothing was changed; restore it from a backup.</source>
        <translation>Die Datenbank des Profils ist beschädigt. Nichts wurde geändert; hol sie aus einer Sicherung zurück.</translation>
    </message>
    <message>
        <source>The profile&apos;s unprotected key is missing.</source>
        <translation>Der ungeschützte Schlüssel des Profils fehlt.</translation>
    </message>
    <message>
        <source>The system doesn&apos;t let MegaChat use the device.</source>
        <translation>Das System lässt MegaChat das Gerät nicht benutzen.</translation>
    </message>
    <message>
        <source>The two windows did not get a call together.</source>
        <translation>Zwischen den beiden Fenstern kam kein Anruf zustande.</translation>
    </message>
    <message>
        <source>There is already a profile of this name.</source>
        <translation>Ein Profil mit diesem Namen gibt es schon.</translation>
    </message>
    <message>
        <source>There is no contact&apos;s code in this picture.</source>
        <translation>In diesem Bild ist kein Code eines Kontakts.</translation>
    </message>
    <message>
        <source>There is no profile of this name yet. Make one with &quot;megachat init --name NAME&quot;.</source>
        <translation>Ein Profil mit diesem Namen gibt es noch nicht. Leg es mit „megachat init --name NAME“ an.</translation>
    </message>
    <message>
        <source>There is no such contact.</source>
        <translation>Diesen Kontakt gibt es nicht.</translation>
    </message>
    <message>
        <source>There is not enough free memory to check the passphrase. Close something and try again.</source>
        <translation>Zum Prüfen der Passphrase fehlt freier Speicher. Schließ etwas und versuch es noch einmal.</translation>
    </message>
    <message>
        <source>There is too much for one backup: it would be larger than 256 MB.</source>
        <translation>Das ist zu viel für eine Sicherung: Sie wäre größer als 256 MB.</translation>
    </message>
    <message>
        <source>This backup is damaged. Nothing was changed; try another copy of it.</source>
        <translation>Diese Sicherung ist beschädigt. Nichts wurde geändert; versuch eine andere Kopie.</translation>
    </message>
    <message>
        <source>This backup is incomplete: its end is missing. Nothing was changed.</source>
        <translation>Diese Sicherung ist unvollständig: Ihr Ende fehlt. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>This backup was made by a newer MegaChat. Install that one.</source>
        <translation>Diese Sicherung stammt von einem neueren MegaChat. Installier dieses.</translation>
    </message>
    <message>
        <source>This call is over.</source>
        <translation>Dieser Anruf ist vorbei.</translation>
    </message>
    <message>
        <source>This camera isn&apos;t connected any more.</source>
        <translation>Diese Kamera ist nicht mehr angeschlossen.</translation>
    </message>
    <message>
        <source>This computer offers no key store. Choose a passphrase instead.</source>
        <translation>Dieser Computer hat keinen Schlüsselbund. Wähl stattdessen eine Passphrase.</translation>
    </message>
    <message>
        <source>This computer&apos;s cryptography library is too old for MegaChat, so it will not start.</source>
        <translation>Die Kryptografie dieses Computers ist für MegaChat zu alt, darum startet es nicht.</translation>
    </message>
    <message>
        <source>This computer&apos;s key store has no key for this profile.</source>
        <translation>Der Schlüsselbund dieses Computers hat keinen Schlüssel für dieses Profil.</translation>
    </message>
    <message>
        <source>This file is not a backup of MegaChat.</source>
        <translation>Diese Datei ist keine Sicherung von MegaChat.</translation>
    </message>
    <message>
        <source>This is your own link. Send it to somebody else.</source>
        <translation>Das ist dein eigener Link. Schick ihn jemand anderem.</translation>
    </message>
    <message>
        <source>This isn&apos;t a server&apos;s name. Write it like relay.example.org or relay.example.org:8443.</source>
        <translation>Das ist kein Name eines Servers. Schreib ihn wie relay.example.org oder relay.example.org:8443.</translation>
    </message>
    <message>
        <source>This link doesn&apos;t work. Ask for a new one: links can be replaced by their owner.</source>
        <translation>Dieser Link geht nicht. Bitte um einen neuen: Wem er gehört, kann ihn ersetzen.</translation>
    </message>
    <message>
        <source>This person has not accepted you yet.</source>
        <translation>Diese Person hat dich noch nicht angenommen.</translation>
    </message>
    <message>
        <source>This person is not a contact yet. Add them first, with &quot;megachat contacts add LINK&quot;.</source>
        <translation>Diese Person ist noch kein Kontakt. Füge sie zuerst hinzu, mit „megachat contacts add LINK“.</translation>
    </message>
    <message>
        <source>This picture can&apos;t be used. Choose a photo in JPEG or PNG.</source>
        <translation>Dieses Bild geht nicht. Wähl ein Foto in JPEG oder PNG.</translation>
    </message>
    <message>
        <source>This picture has too many pixels. Choose a smaller one.</source>
        <translation>Dieses Bild hat zu viele Pixel. Wähl ein kleineres.</translation>
    </message>
    <message>
        <source>This picture is too large to look for a code in it.</source>
        <translation>Das Bild ist zu groß, um darin einen Code zu suchen.</translation>
    </message>
    <message>
        <source>This picture is too large. Choose one of at most 20 MB.</source>
        <translation>Dieses Bild ist zu groß. Wähl eins mit höchstens 20 MB.</translation>
    </message>
    <message>
        <source>This profile is already open in another MegaChat.</source>
        <translation>Dieses Profil ist schon in einem anderen MegaChat offen.</translation>
    </message>
    <message>
        <source>This profile is protected by a passphrase. Give it with --passphrase-file.</source>
        <translation>Dieses Profil ist mit einer Passphrase geschützt. Gib sie mit --passphrase-file an.</translation>
    </message>
    <message>
        <source>This profile was changed by a newer MegaChat. Install that one.</source>
        <translation>Dieses Profil hat ein neueres MegaChat geändert. Installier dieses.</translation>
    </message>
    <message>
        <source>This program may not use {camera}. Allow it in the system&apos;s settings.</source>
        <translation>Dieses Programm darf {camera} nicht benutzen. Erlaube es in den Einstellungen des Systems.</translation>
    </message>
    <message>
        <source>This sound device is not connected.</source>
        <translation>Dieses Tongerät ist nicht angeschlossen.</translation>
    </message>
    <message>
        <source>This text is too long. Send it in parts.</source>
        <translation>Dieser Text ist zu lang. Schick ihn in Teilen.</translation>
    </message>
    <message>
        <source>This value can&apos;t be used here. Everything stays as it was.</source>
        <translation>Dieser Wert geht hier nicht. Alles bleibt, wie es war.</translation>
    </message>
    <message>
        <source>You are in a call already.</source>
        <translation>Du bist schon in einem Anruf.</translation>
    </message>
    <message>
        <source>You blocked this person. Unblock them first.</source>
        <translation>Du hast diese Person blockiert. Hebe das zuerst auf.</translation>
    </message>
    <message>
        <source>You missed a call from {name}.</source>
        <translation>Du hast einen Anruf von {name} verpasst.</translation>
    </message>
    <message>
        <source>{camera} can&apos;t be used.</source>
        <translation>{camera} lässt sich nicht benutzen.</translation>
    </message>
    <message>
        <source>{camera} gives no picture.</source>
        <translation>{camera} liefert kein Bild.</translation>
    </message>
    <message>
        <source>{camera} is in use by another program.</source>
        <translation>{camera} wird von einem anderen Programm benutzt.</translation>
    </message>
    <message>
        <source>{camera} isn&apos;t connected any more.</source>
        <translation>{camera} ist nicht mehr angeschlossen.</translation>
    </message>
    <message>
        <source>{file} can be read by others. Make it private first.</source>
        <translation>{file} können andere lesen. Mach die Datei zuerst privat.</translation>
    </message>
    <message>
        <source>{file} is a link or can&apos;t be read.</source>
        <translation>{file} ist eine Verknüpfung oder nicht lesbar.</translation>
    </message>
    <message>
        <source>{name} can&apos;t take calls right now. They&apos;ll see that you called.</source>
        <translation>{name} nimmt gerade keine Anrufe an. Dein Anruf wird angezeigt.</translation>
    </message>
    <message>
        <source>{name} can&apos;t talk right now.</source>
        <translation>{name} kann gerade nicht sprechen.</translation>
    </message>
    <message>
        <source>{name} didn&apos;t answer. They&apos;ll see that you called.</source>
        <translation>{name} hat nicht abgenommen. Dein Anruf wird angezeigt.</translation>
    </message>
    <message>
        <source>{name} doesn&apos;t want to be disturbed. Leave a message?</source>
        <translation>{name} möchte nicht gestört werden. Nachricht hinterlassen?</translation>
    </message>
    <message>
        <source>{name} is in another call. They&apos;ll see that you called.</source>
        <translation>{name} ist in einem anderen Anruf. Dein Anruf wird angezeigt.</translation>
    </message>
    <message>
        <source>{name} is offline right now.</source>
        <translation>{name} ist gerade offline.</translation>
    </message>
    <message>
        <source>{name}&apos;s key has changed: a new computer, or someone in between.</source>
        <translation>Der Schlüssel von {name} ist neu: ein neuer Computer, oder jemand hört mit.</translation>
    </message>
</context>
<context>
    <name>SettingsPages</name>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Identity and backup</source>
        <translation>Identität und Sicherung</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Mitteilungen</translation>
    </message>
    <message>
        <source>Audio and video</source>
        <translation>Ton und Bild</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Privatsphäre</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Files and storage</source>
        <translation>Dateien und Speicher</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Über MegaChat</translation>
    </message>
</context>
<context>
    <name>SettingsWindow</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Close, Esc</source>
        <translation>Schließen, Esc</translation>
    </message>
</context>
<context>
    <name>ShortcutsPage</name>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>In a call</source>
        <translation>Im Anruf</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Ready for direct calls</source>
        <translation>Bereit für direkte Anrufe</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Startet …</translation>
    </message>
    <message>
        <source>No network. We&apos;ll reconnect by ourselves.</source>
        <translation>Kein Netz. Wir verbinden uns von selbst wieder.</translation>
    </message>
</context>
<context>
    <name>Skeleton</name>
    <message>
        <source>Loading…</source>
        <translation>Lädt …</translation>
    </message>
</context>
<context>
    <name>StoragePage</name>
    <message>
        <source>Your data lies here</source>
        <translation>Hier liegen deine Daten</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Everything in it is encrypted: contacts, the list of calls, keys. Copying the folder is no backup; see Identity and backup.</source>
        <translation>Alles darin ist verschlüsselt: Kontakte, Anrufliste, Schlüssel. Den Ordner zu kopieren ist keine Sicherung; siehe Identität und Sicherung.</translation>
    </message>
    <message>
        <source>{size} in use</source>
        <translation>{size} belegt</translation>
    </message>
    <message>
        <source>No program here opens folders.</source>
        <translation>Hier öffnet kein Programm Ordner.</translation>
    </message>
</context>
<context>
    <name>Straight</name>
    <message>
        <source>A straight line between you and the people you talk to.</source>
        <translation>Eine gerade Linie zwischen dir und denen, mit denen du sprichst.</translation>
    </message>
    <message>
        <source>Calls, messages and files go directly from your computer to theirs, locked with keys only the two of you hold.</source>
        <translation>Anrufe, Nachrichten und Dateien gehen direkt von deinem Computer zum anderen, verschlossen mit Schlüsseln, die nur ihr beide habt.</translation>
    </message>
</context>
<context>
    <name>ToEnd</name>
    <message>
        <source>To the newest</source>
        <translation>Zum Neuesten</translation>
    </message>
    <message>
        <source>To the newest, {count} new</source>
        <translation>Zum Neuesten, {count} neu</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Show chats</source>
        <translation>Chats zeigen</translation>
    </message>
    <message>
        <source>Small window</source>
        <translation>Kleines Fenster</translation>
    </message>
    <message>
        <source>Full screen, F</source>
        <translation>Vollbild, F</translation>
    </message>
    <message>
        <source>Leave full screen, F</source>
        <translation>Vollbild verlassen, F</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Mute microphone</source>
        <translation>Mikrofon ausschalten</translation>
    </message>
    <message>
        <source>Unmute microphone</source>
        <translation>Mikrofon einschalten</translation>
    </message>
    <message>
        <source>MegaChat: {kind} from {name}</source>
        <translation>MegaChat: {kind} von {name}</translation>
    </message>
    <message>
        <source>MegaChat: in a call with {name}</source>
        <translation>MegaChat: im Anruf mit {name}</translation>
    </message>
    <message>
        <source>MegaChat: {count} unread</source>
        <translation>MegaChat: {count} ungelesen</translation>
    </message>
    <message>
        <source>MegaChat: no network</source>
        <translation>MegaChat: kein Netz</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Hang up</source>
        <translation>Auflegen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Do not disturb for 1 hour</source>
        <translation>1 Stunde nicht stören</translation>
    </message>
    <message>
        <source>Do not disturb until tomorrow</source>
        <translation>Bis morgen nicht stören</translation>
    </message>
</context>
<context>
    <name>TrustBanner</name>
    <message>
        <source>Verify</source>
        <translation>Überprüfen</translation>
    </message>
    <message>
        <source>Compare again</source>
        <translation>Noch einmal vergleichen</translation>
    </message>
    <message>
        <source>You compared, and it didn&apos;t match. Don&apos;t share anything private in this chat. Ask {name} to send you their link another way.</source>
        <translation>Der Vergleich hat nicht gestimmt. Teil in diesem Chat nichts Privates. Bitte {name} um einen Link auf anderem Weg.</translation>
    </message>
    <message>
        <source>{name}&apos;s key has changed: a new computer, or someone in between. Compare before you trust it.</source>
        <translation>Der Schlüssel von {name} ist neu: ein neuer Computer, oder jemand hört mit. Vergleicht, bevor du ihm vertraust.</translation>
    </message>
</context>
<context>
    <name>UndoBar</name>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>UnsentReply</name>
    <message>
        <source>Your message</source>
        <translation>Deine Nachricht</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>{name} gave up before you had sent this:</source>
        <translation>{name} hat aufgelegt, bevor du das gesendet hattest:</translation>
    </message>
</context>
<context>
    <name>VerifySheet</name>
    <message>
        <source>Is it really them?</source>
        <translation>Ist sie es wirklich?</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Scan their code</source>
        <translation>Ihren Code scannen</translation>
    </message>
    <message>
        <source>Open a QR picture</source>
        <translation>QR-Bild öffnen</translation>
    </message>
    <message>
        <source>They don&apos;t match</source>
        <translation>Stimmt nicht überein</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Jetzt nicht</translation>
    </message>
    <message>
        <source>They match</source>
        <translation>Stimmt überein</translation>
    </message>
    <message>
        <source>QR code of your link</source>
        <translation>QR-Code deines Links</translation>
    </message>
    <message>
        <source>Is it really {name}?</source>
        <translation>Ist es wirklich {name}?</translation>
    </message>
    <message>
        <source>Compare these pictures with {name}, in person or in a call where you recognise their voice. If they match, nobody is in between.</source>
        <translation>Vergleich diese Bilder mit {name}, persönlich oder in einem Anruf, in dem du die Stimme erkennst. Stimmen sie überein, hört niemand mit.</translation>
    </message>
    <message>
        <source>Compare this number with {name}, in person or in a call where you recognise their voice. If it is the same on both screens, nobody is in between.</source>
        <translation>Vergleich diese Zahl mit {name}, persönlich oder in einem Anruf, in dem du die Stimme erkennst. Steht auf beiden Bildschirmen dieselbe, hört niemand mit.</translation>
    </message>
    <message>
        <source>Or compare the numbers</source>
        <translation>Oder vergleicht die Zahlen</translation>
    </message>
    <message>
        <source>Compare the numbers</source>
        <translation>Vergleicht die Zahlen</translation>
    </message>
    <message>
        <source>{name} can scan this</source>
        <translation>{name} kann das scannen</translation>
    </message>
    <message>
        <source>Scan {name}&apos;s code</source>
        <translation>Code von {name} scannen</translation>
    </message>
    <message>
        <source>Don&apos;t share anything private in this chat. Ask {name} to send you their link another way.</source>
        <translation>Teil in diesem Chat nichts Privates. Bitte {name} um einen Link auf anderem Weg.</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>The code matches: it is really {name}.</source>
        <translation>Der Code stimmt überein: Es ist wirklich {name}.</translation>
    </message>
</context>
<context>
    <name>WhoChip</name>
    <message>
        <source>Verified</source>
        <translation>Überprüft</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>Available</source>
        <translation>Erreichbar</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>Abwesend</translation>
    </message>
    <message>
        <source>Do not disturb</source>
        <translation>Nicht stören</translation>
    </message>
    <message>
        <source>In a call</source>
        <translation>Im Anruf</translation>
    </message>
    <message>
        <source>Direct, local network</source>
        <translation>Direkt, lokales Netz</translation>
    </message>
    <message>
        <source>Direct, internet</source>
        <translation>Direkt, Internet</translation>
    </message>
    <message>
        <source>Through a relay</source>
        <translation>Über ein Relay</translation>
    </message>
    <message>
        <source>Relay</source>
        <translation>Relay</translation>
    </message>
    <message>
        <source>Direct</source>
        <translation>Direkt</translation>
    </message>
    <message>
        <source>Excellent</source>
        <translation>Ausgezeichnet</translation>
    </message>
    <message>
        <source>Fair</source>
        <translation>Mäßig</translation>
    </message>
    <message>
        <source>Poor</source>
        <translation>Schlecht</translation>
    </message>
    <message>
        <source>Connected with {name}</source>
        <translation>Verbunden mit {name}</translation>
    </message>
    <message>
        <source>Microphone on</source>
        <translation>Mikrofon an</translation>
    </message>
    <message>
        <source>Microphone off</source>
        <translation>Mikrofon aus</translation>
    </message>
    <message>
        <source>Call me to hear yourself</source>
        <translation>Ruf an und hör dich selbst</translation>
    </message>
    <message>
        <source>Asked, waiting for an answer</source>
        <translation>Angefragt, wartet auf Antwort</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>Blockiert</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>Auf diesem Computer</translation>
    </message>
    <message>
        <source>Did not match when compared</source>
        <translation>Stimmte beim Vergleich nicht überein</translation>
    </message>
    <message>
        <source>Not verified yet</source>
        <translation>Noch nicht überprüft</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Überprüft</translation>
    </message>
    <message>
        <source>You verified {name} on {day}</source>
        <translation>Du hast {name} am {day} überprüft</translation>
    </message>
    <message>
        <source>Verified on {day}</source>
        <translation>Überprüft am {day}</translation>
    </message>
    <message>
        <source>Calling…</source>
        <translation>Rufe an …</translation>
    </message>
    <message>
        <source>In another call. Ringing…</source>
        <translation>In einem anderen Anruf. Klingelt …</translation>
    </message>
    <message>
        <source>Ringing…</source>
        <translation>Klingelt …</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbinde …</translation>
    </message>
    <message>
        <source>Connection lost. Trying again…</source>
        <translation>Verbindung verloren. Neuer Versuch …</translation>
    </message>
    <message>
        <source>{name} paused the call</source>
        <translation>{name} hat den Anruf angehalten</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Incoming video call</source>
        <translation>Videoanruf</translation>
    </message>
    <message>
        <source>Incoming voice call</source>
        <translation>Sprachanruf</translation>
    </message>
    <message>
        <source>{name} is offline right now. We&apos;ll tell you when they&apos;re back.</source>
        <translation>{name} ist gerade nicht erreichbar. Wir sagen dir Bescheid, sobald es wieder geht.</translation>
    </message>
    <message>
        <source>{name} can&apos;t talk right now.</source>
        <translation>{name} kann gerade nicht sprechen.</translation>
    </message>
    <message>
        <source>You declined the call.</source>
        <translation>Du hast den Anruf abgelehnt.</translation>
    </message>
    <message>
        <source>{name} is in another call. They&apos;ll see that you called.</source>
        <translation>{name} ist in einem anderen Anruf. Dein Anruf wird angezeigt.</translation>
    </message>
    <message>
        <source>{name} called while you were in another call.</source>
        <translation>{name} hat angerufen, während du in einem anderen Anruf warst.</translation>
    </message>
    <message>
        <source>{name} didn&apos;t answer. They&apos;ll see that you called.</source>
        <translation>{name} hat nicht abgenommen. Dein Anruf wird angezeigt.</translation>
    </message>
    <message>
        <source>You missed a call from {name}.</source>
        <translation>Du hast einen Anruf von {name} verpasst.</translation>
    </message>
    <message>
        <source>The call ended: the connection to {name} dropped.</source>
        <translation>Der Anruf ist beendet: Die Verbindung zu {name} ist abgebrochen.</translation>
    </message>
    <message>
        <source>Answered on another computer.</source>
        <translation>An einem anderen Computer angenommen.</translation>
    </message>
    <message>
        <source>The call is over.</source>
        <translation>Der Anruf ist vorbei.</translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <comment>a day and its year</comment>
        <translation>d. MMMM yyyy</translation>
    </message>
    <message>
        <source>dddd d MMMM</source>
        <comment>weekday and day</comment>
        <translation>dddd, d. MMMM</translation>
    </message>
    <message>
        <source>dddd d MMMM yyyy</source>
        <comment>weekday, day and year</comment>
        <translation>dddd, d. MMMM yyyy</translation>
    </message>
    <message>
        <source>d MMM</source>
        <comment>a day, short</comment>
        <translation>d. MMM</translation>
    </message>
    <message>
        <source>d MMMM</source>
        <comment>a day</comment>
        <translation>d. MMMM</translation>
    </message>
    <message>
        <source>Offline, last seen {when}</source>
        <translation>Offline, zuletzt gesehen {when}</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>Video</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Missed video call</source>
        <translation>Verpasster Videoanruf</translation>
    </message>
    <message>
        <source>Missed voice call</source>
        <translation>Verpasster Sprachanruf</translation>
    </message>
    <message>
        <source>Declined</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>Besetzt</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Keine Antwort</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} Min.</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} Std. {minutes} Min.</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>Echo test</source>
        <translation>Echotest</translation>
    </message>
</context>
<context>
    <name>_NearbyRow</name>
    <message>
        <source>Asked, waiting for {name}</source>
        <translation>Angefragt, warten auf {name}</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add {name}</source>
        <translation>{name} hinzufügen</translation>
    </message>
</context>
<context>
    <name>_Who</name>
    <message>
        <source>{who}. Open details</source>
        <translation>{who}. Details öffnen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
</context>
</TS>
