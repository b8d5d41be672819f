"""One style sheet per theme, made from the tokens; variants are dynamic properties.

``kind`` = primary, neutral, outline, text, danger, soft, ghost; ``scale`` = small, regular, large;
labels have ``type`` (a step of the type scale) and ``tone`` (which text colour).
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

_FONT_SIZE = re.compile(r"font-size: (\d+)px")

_TONES = {
    "secondary": "text-secondary",
    "disabled": "text-disabled",
    "accent": "link",
    "danger": "danger-on-surface",
    "success": "success-on-surface",
    "warning": "warning-on-surface",
    "call": "call-text",
    "call-secondary": "call-text-secondary",
    "white": "danger-text",
}

# kind: background, hover, pressed, text, border
_BUTTONS = {
    "primary": ("accent", "accent-hover", "accent-pressed", "accent-text", None),
    "neutral": ("control", "control-hover", "surface-pressed", "text", None),
    "outline": (
        "surface-raised",
        "surface-raised-hover",
        "control-hover",
        "text",
        "control-border",
    ),
    "inert": ("surface-sunken", "surface-sunken", "surface-sunken", "text-secondary", None),
    "text": (None, "surface-hover", "surface-pressed", "link", None),
    "ghost": (None, "surface-hover", "surface-pressed", "text-secondary", None),
    "soft": ("accent-soft", "selection", "selection", "accent-soft-text", None),
    "danger": ("danger", "danger-hover", "danger-hover", "danger-text", None),
    "danger-text": (None, "danger-soft", "danger-soft", "danger-on-surface", None),
    "line": (None, "surface-raised-hover", "surface-pressed", "text", None),
    "line-text": (None, "surface-raised-hover", "surface-pressed", "link", None),
    "success": ("success", "success-hover", "success-hover", "success-text", None),
    "success-soft": ("success-soft", "success-soft", "success-soft", "success-on-surface", None),
    "badge": (None, "surface-hover", "surface-pressed", "accent", None),
    "filter": (None, "surface-hover", "surface-hover", "text-secondary", None),
    "segment": (None, "surface-hover", "surface-raised", "text", None),
    "call": ("call-control", "call-control-hover", "call-control-hover", "call-text", None),
    "call-ghost": (None, "call-control", "call-control-hover", "call-text", None),
    "call-danger": ("call-danger", "danger-hover", "danger-hover", "call-danger-text", None),
    "call-text": (None, "call-control", "call-control-hover", "call-accent", None),
    "call-accent": ("call-accent", "call-speaking", "call-accent", "call-background", None),
}

_BETWEEN: dict[str, Mapping[str, int]] = {
    "setting": {"size": 14, "line": 20, "weight": 500},
    "field": {"size": 13, "line": 18, "weight": 600},
    "state": {"size": 16, "line": 22, "weight": 400},
    "length": {"size": 13, "line": 18, "weight": 400},
    "tile-word": {"size": 12, "line": 16, "weight": 500},
}

_SHEET = """
* {{ outline: 0; }}
QWidget#mainWindow, QWidget#sidebar {{ background: {window}; }}
QWidget#pane, QWidget#welcome, QStackedWidget#panes {{ background: {surface}; }}
QWidget#paneHeader {{ background: {surface}; border-bottom: 1px solid {border}; }}
QWidget#footer {{ border-top: 1px solid {border}; }}
QWidget#card {{ background: {surface-raised}; border: 1px solid {border}; border-radius: 16px; }}
QWidget#settingsWindow {{ background: {surface}; }}
QWidget#settingsNavigation {{ background: {window}; }}
QWidget#videoChip {{ background: {call-chip}; border-radius: 8px; }}
QFrame#hairline {{ background: {border}; border: 0; }}
QLabel#keyCap {{ background: {surface-sunken}; border-radius: 6px; padding: 3px 8px; }}
QWidget#echoStrip {{ background: {accent-soft}; border-radius: 12px; }}
QComboBox QAbstractItemView {{ background: {surface-raised}; color: {text}; padding: 4px;
    border: 1px solid {border}; selection-background-color: {selection};
    selection-color: {text}; }}
QComboBox QAbstractItemView::item {{ min-height: 34px; padding: 0 8px; border-radius: 6px; }}
QTimeEdit {{ background: {surface-raised}; color: {text}; border: 1px solid {control-border};
    border-radius: 8px; padding: 0 8px; min-height: 34px; font-size: 14px; }}
QTimeEdit:focus {{ border: 2px solid {accent}; padding: 0 7px; min-height: 32px; }}
QTimeEdit::up-button, QTimeEdit::down-button {{ subcontrol-origin: border; border: 0; width: 0;
    height: 0; }}
QTimeEdit:disabled {{ color: {text-disabled}; }}
QWidget#qrCard {{ background: {window}; border-radius: 12px; }}
QWidget#notice {{ background: {warning-soft}; }}
QWidget#notice[alarming="true"] {{ background: {danger-soft}; }}
QWidget#notice QLabel {{ color: {text}; }}
QWidget#sunken {{ background: {surface-sunken}; border-radius: 12px; }}
QWidget#keyCard {{ background: {accent-soft}; border-radius: 12px; }}
QFrame#callStrip {{ background: {call-surface}; border-radius: 12px; margin: 0 8px 8px 8px; }}
QWidget#callCard, QWidget#safetyTile {{ background: {call-tile}; border-radius: 10px; }}
QFrame#callLine {{ background: {call-border}; border: 0; }}
QWidget#undo {{ background: {accent-soft}; }}
QWidget#detailsPanel {{ background: {surface}; border-left: 1px solid {border}; }}
QListView#conversation {{ background: {surface}; }}
QWidget#sidebarEmpty {{ background: {window}; }}
QWidget#callList {{ border-top: 1px solid {border}; }}
QWidget#row {{ border-bottom: 1px solid {border}; }}
QWidget#segments {{ background: {surface-sunken}; border-radius: 10px; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: 0; }}
QListView {{ background: transparent; border: 0; }}
QSplitter::handle {{ background: {border}; width: 1px; }}
QToolTip {{ background: {tooltip}; color: {tooltip-text}; border: 0; padding: 6px 8px; }}
QMessageBox {{ background: {surface-raised}; }}
QMessageBox QLabel {{ font-size: 14px; padding: 12px 16px 8px 4px; }}
QPlainTextEdit {{ background: {surface-sunken}; color: {text}; border: 1px solid {border};
    border-radius: 10px; padding: 8px; selection-background-color: {accent};
    selection-color: {accent-text}; }}
QMenu {{ background: {surface-raised}; color: {text}; border: 1px solid {border}; padding: 6px; }}
QMenu::item {{ padding: 7px 28px 7px 12px; border-radius: 6px; }}
QMenu::item:selected {{ background: {surface-raised-hover}; }}
QMenu::item:disabled {{ color: {text-disabled}; }}
QMenu::separator {{ height: 1px; background: {border}; margin: 6px 4px; }}
QMenu#callMenu {{ background: {call-surface}; color: {call-text};
    border: 1px solid {call-border}; }}
QMenu#callMenu::item:selected {{ background: {call-control}; }}
QMenu#callMenu::separator {{ background: {call-border}; }}
QLineEdit {{ background: {surface-raised}; color: {text}; border: 1px solid {control-border};
    border-radius: 10px; padding: 0 11px; min-height: 34px; font-size: 14px;
    selection-background-color: {accent}; selection-color: {accent-text};
    placeholder-text-color: {text-secondary}; }}
QLineEdit:focus {{ border: 2px solid {accent}; padding: 0 10px; min-height: 32px; }}
QLineEdit[scale="link"] {{ min-height: 38px; padding: 0 36px; }}
QLineEdit[scale="link"]:focus {{ min-height: 36px; padding: 0 35px; }}
QPushButton[scale="link"] {{ min-height: 38px; border-radius: 10px; }}
QLineEdit[scale="large"] {{ min-height: 42px; font-size: 16px; }}
QLineEdit[scale="large"]:focus {{ min-height: 40px; }}
QLineEdit[kind="search"] {{ background: {surface-sunken}; border: 1px solid transparent;
    padding-left: 33px; }}
QLineEdit[kind="search"]:focus {{ border: 2px solid {accent}; padding-left: 32px; }}
QScrollBar:vertical {{ background: transparent; width: 8px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {control-border}; border-radius: 3px; min-height: 32px;
    margin: 1px; }}
QScrollArea#callScroll QScrollBar::handle:vertical {{ background: {call-control-hover}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page
    {{ background: transparent; height: 0; }}
QPushButton {{ border: 1px solid transparent; border-radius: 8px; padding: 0 14px;
    min-height: 34px; font-size: 14px; font-weight: 600; color: {text}; }}
QPushButton[scale="small"] {{ min-height: 26px; padding: 0 10px; font-size: 13px; }}
QPushButton[scale="large"] {{ min-height: 42px; padding: 0 20px; font-size: 15px;
    border-radius: 10px; }}
QPushButton[shape="square"] {{ padding: 0; min-width: 34px; }}
QPushButton[shape="square"][scale="small"] {{ min-width: 26px; }}
QPushButton[shape="wide"] {{ padding: 0; min-width: 42px; }}
QPushButton[shape="round"] {{ padding: 0; min-width: 30px; min-height: 30px; border-radius: 16px; }}
QPushButton[shape="disc"] {{ padding: 0; min-width: 42px; min-height: 42px; border-radius: 22px; }}
QPushButton[shape="pill"] {{ padding: 0; min-width: 38px; border-radius: 14px; }}
QPushButton[shape="tile"] {{ padding: 0; border-radius: 12px; }}
QPushButton[shape="line"] {{ padding: 0 10px; min-height: 32px; font-size: 13px;
    font-weight: 400; text-align: left; }}
QPushButton[shape="line"][mirrored="true"] {{ text-align: right; }}
QPushButton[kind="line-text"] {{ font-weight: 600; }}
QPushButton:disabled {{ color: {text-disabled}; }}
"""

_SPECIAL_BUTTONS = """
QPushButton[segment="true"] {{ color: {text-secondary}; font-size: 13px; font-weight: 500;
    padding: 0 6px; min-height: 28px; }}
QPushButton[segment="true"]:checked {{ background: {surface-raised}; color: {text};
    border-color: {surface-raised}; font-weight: 600; }}
QPushButton[kind="filter"] {{ font-weight: 500; padding: 0 9px; }}
QPushButton[kind="filter"]:checked {{ background: {selection}; color: {text};
    border-color: {selection}; font-weight: 600; }}
QLabel#keyHint {{ background: {window}; border: 1px solid {border};
    border-radius: 5px; padding: 2px 6px; }}
QPushButton#status {{ padding: 0 18px 0 0; text-align: left; font-size: 13px; font-weight: 400;
    min-height: 28px; background: transparent; border: 0; }}
QPushButton#status:hover {{ background: transparent; color: {text}; }}
QPushButton#status::menu-indicator {{ image: none; width: 0; }}
"""


def style_sheet(
    colors: Mapping[str, str], tokens: Mapping[str, Any], text_pixels: Callable[[int], int] = int
) -> str:
    """The application's style sheet for one theme; ``text_pixels`` gives each font its size."""
    qt = {name: _qt_color(value) for name, value in colors.items()}
    parts = [_SHEET.format_map(qt), _label_rules(qt, tokens, text_pixels)]
    parts += [_button_rules(kind, qt) for kind in _BUTTONS]
    parts.append(_SPECIAL_BUTTONS.format_map(qt))
    return _FONT_SIZE.sub(
        lambda size: f"font-size: {text_pixels(int(size[1]))}px", "\n".join(parts)
    )


def type_scale(tokens: Mapping[str, Any]) -> dict[str, Mapping[str, int]]:
    """The tokens' steps and the few between them: ``size``, ``line`` and ``weight`` of each."""
    return dict(tokens["type"]["scale"]) | _BETWEEN


def _label_rules(
    qt: Mapping[str, str], tokens: Mapping[str, Any], text_pixels: Callable[[int], int]
) -> str:
    rules = [f"QLabel {{ color: {qt['text']}; background: transparent; }}"]
    for name, step in type_scale(tokens).items():
        size, weight, line = step["size"], step["weight"], text_pixels(step["line"])
        rules.append(
            f'QLabel[type="{name}"] {{ font-size: {size}px; font-weight: {weight};'
            f" min-height: {line}px; }}"
        )
    rules += [f'QLabel[tone="{tone}"] {{ color: {qt[c]}; }}' for tone, c in _TONES.items()]
    return "\n".join(rules)


def _button_rules(kind: str, qt: Mapping[str, str]) -> str:
    background, hover, pressed, text, border = _BUTTONS[kind]
    selector = f'QPushButton[kind="{kind}"]'
    fill = qt[background] if background else "transparent"
    off = qt["surface-sunken"]
    # An edge of the fill's own colour: Qt leaves a gap of its width under a transparent one.
    return "\n".join(
        f"{selector}{state} {{ background: {inside}; border-color: {edge}; color: {word}; }}"
        for state, inside, edge, word in (
            ("", fill, qt[border] if border else fill, qt[text]),
            (":hover", qt[hover], qt[border or hover], qt[text]),
            (":pressed", qt[pressed], qt[border or pressed], qt[text]),
            (":disabled", off, off, qt["text-disabled"]),
        )
    )


def _qt_color(value: str) -> str:
    """``#RRGGBBAA`` in Qt's order, ``#AARRGGBB``."""
    return f"#{value[7:]}{value[1:7]}" if len(value) == 9 else value


def button_icon_color(kind: str) -> str:
    """The colour token of an icon on a button of this kind."""
    return _BUTTONS[kind][3]
