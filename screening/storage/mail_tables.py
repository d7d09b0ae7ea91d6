"""The table of mail: what is to be sent to whom, and what became of it."""

from __future__ import annotations

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel


def _long() -> Column[str]:
    return Column(Text, nullable=False, server_default="")


class Mail(SQLModel, table=True):
    """One mail to one address.

    The row stays for ever, so that the same key never sends twice. Its bodies go once it was sent, since they hold links;
    address, subject and answers of servers go with the term of runs.
    """

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_newest", "made_at", "id"),)
    key: str = Field(primary_key=True)  # the caller's: what the mail is about, and to whom
    id: str = Field(unique=True)  # made of the key, for addresses and steps
    recipient: str
    subject: str = Field(sa_column=_long())
    text: str = Field(sa_column=_long())
    html: str = Field(sa_column=_long())
    made_at: str
    state: str = Field(index=True)  # waiting, sent, failed, dropped
    round: int = 1  # one more each time that somebody has it sent again
    next_try: int = 0  # its number in the round
    tries: str = Field(sa_column=_long())  # JSON: every try with its moment, status and code
    next_at: str = ""  # of the next try, as planned
    ended_at: str = ""
    sentence: str = Field(sa_column=_long())  # why it was not sent
    kind: str  # what sort of mail it is
    team: str = ""  # whose administrators see it; "" for the installation's
    about: str = Field(default="", index=True)  # id of the run or other thing with which it goes
    names: bool = False  # whether names of who was screened stand in it
    lapses_at: str = ""  # from when on its links are worth nothing; "" for never
    traced: bool = True  # whether the engine may still know its steps
