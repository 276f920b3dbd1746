"""Where uploads, documents and master data are found."""

from django.urls import path

from intake.views import cash, columns, documents, inboxes, layouts, masters, sources

urlpatterns = [
    path("intake/", documents.index, name="intake"),
    path("intake/documents/", documents.upload, name="upload"),
    path("intake/documents/<str:sha256>/", documents.document, name="document"),
    path("intake/documents/<str:sha256>/row/", documents.row, name="document_row"),
    path("intake/documents/<str:sha256>/original/", documents.original, name="original"),
    path(
        "intake/documents/<str:sha256>/acknowledgement/",
        documents.acknowledgement,
        name="acknowledgement",
    ),
    path("intake/documents/<str:sha256>/page/<int:number>/", documents.page_image, name="page"),
    path("bank/", cash.accounts, name="bank"),
    path("bank/account/<int:pk>/", cash.account, name="bank_account"),
    path("bank/statement/<int:pk>/", cash.statement, name="statement"),
    path("bank/columns/<str:sha256>/", columns.bank_file, name="bank_columns"),
    path("payouts/", cash.payouts, name="payouts"),
    path("payouts/<int:pk>/", cash.payout, name="payout"),
    path("inboxes/", inboxes.index, name="inboxes"),
    path("inboxes/set-up/", inboxes.set_up, name="set_up_inbox"),
    path("inboxes/<int:inbox_id>/pause/", inboxes.pause, name="pause_inbox"),
    path("inboxes/<int:inbox_id>/look/", inboxes.look, name="look_into_inbox"),
    path("sources/", sources.index, name="sources"),
    path("sources/register/", sources.register, name="register_source"),
    path("sources/questions/", sources.questions, name="source_questions"),
    path("sources/<slug:code>/", sources.source, name="source"),
    path("sources/<slug:code>/versions/", sources.upload, name="source_upload"),
    path("sources/<slug:code>/<int:number>/approve/", sources.approve, name="source_approve"),
    path("sources/<slug:code>/<int:number>/withdraw/", sources.withdraw, name="source_withdraw"),
    path("learned/", layouts.learned, name="learned"),
    path("learned/<int:pk>/withdraw/", layouts.revoke, name="revoke_anchor"),
    path("vendors/", masters.vendors, name="vendors"),
    path("vendors/<path:vendor_id>/", masters.vendor, name="vendor"),
    path("items/", masters.items, name="items"),
    path("items/<path:item_id>/", masters.item, name="item"),
    path("orders/", masters.orders, name="orders"),
    path("orders/<path:po_number>/", masters.order, name="order"),
    path("receipts/", masters.receipts, name="receipts"),
    path("receipts/<path:receipt_number>/", masters.receipt, name="receipt"),
]
