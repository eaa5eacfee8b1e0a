"""The app. Start with `streamlit run streamlit_app.py`, which finds `app` here; every session runs this file again."""

from __future__ import annotations

if __name__ == "__main__":  # a session's script
    from dashboard import shell

    shell.draw()
else:  # the server's import
    import streamlit as st
    from starlette.middleware import Middleware

    from dashboard import data, shell, sign_in_page
    from dashboard.gate import Gate
    from dashboard.warm_up import lifespan

    app = st.App(
        __file__, routes=sign_in_page.routes(data.engine), middleware=[Middleware(Gate, engine=data.engine)],
        on_script_error=shell.script_failed, lifespan=lifespan,
    )
