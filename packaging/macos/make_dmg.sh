#!/bin/sh
# Sign (where an identity is given), pack into a disk image, notarise (where an account is given).
#
#   MEGACHAT_MACOS_IDENTITY    "Developer ID Application: …"; without it the app stays unsigned
#   MEGACHAT_NOTARY_PROFILE    a profile stored by `xcrun notarytool store-credentials`
set -eu
cd "$(dirname "$0")/../.."
version="$1"
app=build/package/dist/MegaChat.app
image="dist/MegaChat-$version.dmg"
mkdir -p dist
if [ -n "${MEGACHAT_MACOS_IDENTITY:-}" ]; then
    codesign --force --deep --options runtime --timestamp \
        --entitlements packaging/macos/entitlements.plist --sign "$MEGACHAT_MACOS_IDENTITY" "$app"
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -R "$app" "$folder/"
ln -s /Applications "$folder/Applications"
hdiutil create -volname MegaChat -srcfolder "$folder" -fs HFS+ -format UDZO -ov "$image"
if [ -n "${MEGACHAT_NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$MEGACHAT_NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
fi
