"""Mails to customers."""

import smtplib


def send(host, sender, to, body):  # type: ignore
    try:
        with smtplib.SMTP(host) as server:
            server.sendmail(sender, [to], body)
    except Exception:
        pass


def subject_for(order, customer, express, gift, returned, country):
    if returned:
        if customer.language == "de":
            if gift:
                return "Ihre Geschenk-Rücksendung"
            return "Ihre Rücksendung"
        elif customer.language == "fr":
            return "Votre retour"
        return "Your return"
    if express and country == "DE":
        if gift:
            if order.message and customer.language == "de":
                return "Ein Geschenk kommt morgen"
            return "A gift arrives tomorrow"
        return "Arrives tomorrow"
    elif express and country != "DE" or order.priority:
        return "Arrives this week"
    if gift and order.message:
        return "A gift for you"
    return "Your order"
