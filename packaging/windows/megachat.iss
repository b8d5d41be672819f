; Inno Setup 6: iscc /DVersion=0.1.0 packaging\windows\megachat.iss
; Takes build\package\dist\megachat and makes dist\MegaChat-VERSION-setup.exe.
; Signing: give ISCC /Smegachat="signtool sign /fd sha256 /tr URL /td sha256 $f" and /DSigned.

#ifndef Version
  #error Say /DVersion=...
#endif

[Setup]
AppId={{6C2E5B0A-0B7B-4B59-9C0E-3B0B1C3C7D11}
AppName=MegaChat
AppVersion={#Version}
AppPublisher=The MegaChat authors
DefaultDirName={autopf}\MegaChat
DefaultGroupName=MegaChat
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
LicenseFile=..\..\COPYING
OutputDir=..\..\dist
OutputBaseFilename=MegaChat-{#Version}-setup
SetupIconFile=..\..\build\package\icons\megachat.ico
UninstallDisplayIcon={app}\megachat.exe
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
ChangesEnvironment=yes
CloseApplications=yes
#ifdef Signed
SignTool=megachat
#endif

[Languages]
Name: "english"; MessagesFile: "compiler:Default.isl"
Name: "german"; MessagesFile: "compiler:Languages\German.isl"

[CustomMessages]
english.DesktopIcon=Put an icon on the desktop
german.DesktopIcon=Symbol auf den Desktop legen

[Tasks]
Name: "desktopicon"; Description: "{cm:DesktopIcon}"; Flags: unchecked

[Files]
Source: "..\..\build\package\dist\megachat\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\MegaChat"; Filename: "{app}\megachat.exe"; AppUserModelID: "megachat"
Name: "{autodesktop}\MegaChat"; Filename: "{app}\megachat.exe"; Tasks: desktopicon; AppUserModelID: "megachat"

[Registry]
; megachat:// links open the window, which asks before anything happens.
Root: HKA; Subkey: "Software\Classes\megachat"; ValueType: string; ValueName: ""; ValueData: "URL:MegaChat"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\megachat"; ValueType: string; ValueName: "URL Protocol"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\megachat\DefaultIcon"; ValueType: string; ValueName: ""; ValueData: "{app}\megachat.exe,0"
Root: HKA; Subkey: "Software\Classes\megachat\shell\open\command"; ValueType: string; ValueName: ""; ValueData: """{app}\megachat.exe"" ""%1"""
; Written by the program itself when it starts with the system; gone with the program.
Root: HKCU; Subkey: "Software\Microsoft\Windows\CurrentVersion\Run"; ValueType: none; ValueName: "MegaChat"; Flags: uninsdeletevalue dontcreatekey

[Run]
Filename: "{app}\megachat.exe"; Description: "{cm:LaunchProgram,MegaChat}"; Flags: nowait postinstall skipifsilent
